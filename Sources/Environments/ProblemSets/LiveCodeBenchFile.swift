internal import Disk
internal import JSON
internal import Rollouts

/// Problems in the layout of LiveCodeBench's code generation (Jain et al., 2024, arXiv 2403.07974), over standard input and output.
enum LiveCodeBenchFile {
    /// What the private tests of a problem may have once they are decoded, in bytes.
    private static let limit = 1 << 30

    /// The problem of a row, or why it cannot be used.
    static func read(_ row: ProblemFile.Row) throws -> (name: String, problem: Result<Problem, APPSFile.Unusable>) {
        let platform = try row.string("platform"), name = "\(platform)/\(try row.string("question_id"))"
        let title = try row.string("question_title"), content = try row.string("question_content")
        let publicTests = try tests(row, "public_test_cases", [UInt8](try row.string("public_test_cases").utf8))
        let privateTests = try tests(row, "private_test_cases", try decoded(row))
        if let test = (publicTests + privateTests).first(where: { $0.type != "stdin" }) {
            let reason =
                "calls a function rather than a program with standard input (testtype \"\(test.type.prefix(20))\")"
            return (name, .failure(.init(reason: reason)))
        }
        guard !publicTests.isEmpty else { return (name, .failure(.init(reason: "has no public tests"))) }
        let contest = row.has("contest_id") ? try row.string("contest_id") : nil
        return (
            name,
            .success(
                Problem(
                    name: name, statement: title + "\n\n" + content, publicTests: publicTests.map(\.test),
                    privateTests: privateTests.map(\.test),
                    cluster: contest.map { "\(platform)/\($0)" }))
        )
    }

    private static func tests(
        _ row: ProblemFile.Row, _ field: String, _ bytes: [UInt8]
    ) throws -> [(test: TestCase, type: String)] {
        let value: JSONValue
        do { value = try JSONParser.parse(bytes) } catch {
            throw ProblemFileError("\(row.place): the field \"\(field)\" holds no JSON: \(error)")
        }
        guard let list = value.array else {
            throw row.mismatch(field, "a string with a JSON array of tests", value)
        }
        return try list.enumerated().map { index, test in
            guard let input = test["input"]?.string, let output = test["output"]?.string,
                let type = test["testtype"]?.string
            else {
                throw ProblemFileError(
                    "\(row.place): test \(index + 1) of \"\(field)\" must have the strings input, output and testtype, not "
                        + test.text.prefix(60))
            }
            return (TestCase(input: input, expected: output), type)
        }
    }

    /// The JSON text of the private tests: as it is, or in base64 of zlib of a pickled string.
    private static func decoded(_ row: ProblemFile.Row) throws -> [UInt8] {
        let text = Array(try row.string("private_test_cases").utf8)
        if text.first == UInt8(ascii: "[") { return text }
        func fault(_ reason: String) -> ProblemFileError {
            ProblemFileError(
                "\(row.place): the field \"private_test_cases\" is neither JSON nor base64 of a compressed, pickled string: \(reason)"
            )
        }
        guard let compressed = base64(text) else { throw fault("it is no base64") }
        let pickle: [UInt8]
        do { pickle = try Gzip.decompress(compressed, limit: limit, isBare: true) } catch { throw fault("\(error)") }
        guard let string = PickledString.bytes(of: pickle) else {
            throw fault("what it holds is another pickled object, which is not read: unpickling can run code")
        }
        return Array(string)
    }

    /// The bytes of base64 (RFC 4648), which may have line ends in it; nil for anything else.
    static func base64(_ text: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = [], bits: UInt32 = 0, count = 0, padding = 0
        bytes.reserveCapacity(text.count / 4 * 3)
        for character in text {
            let value: UInt8
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = character - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = character - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = character - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            case UInt8(ascii: "="):
                padding += 1
                continue
            case 0x0A, 0x0D: continue
            default: return nil
            }
            guard padding == 0 else { return nil }
            (bits, count) = (bits << 6 | UInt32(value), count + 1)
            if count == 4 {
                bytes += [
                    UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8), UInt8(bits & 0xFF),
                ]
                (bits, count) = (0, 0)
            }
        }
        switch (count, padding) {
        case (0, 0): return bytes
        case (2, 2): return bytes + [UInt8(truncatingIfNeeded: bits >> 4)]
        case (3, 1): return bytes + [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
        default: return nil
        }
    }
}
