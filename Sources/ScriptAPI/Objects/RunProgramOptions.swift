internal import LuaHost
internal import Rollouts

/// A program that is run once, and what it is given.
struct RunProgramOptions: LuaOptions {
    @LuaParameter("source", "the program", position: 1) var source: String
    @LuaParameter("stdin", "what it reads from standard input; any bytes") var stdin = LuaBytes("")
    @LuaParameter("args", "what stands behind its name on the command line", spelled: "string[]") var args: [LuaBytes] =
        []
    @LuaParameter(
        "files", "what its working folder holds, as { [\"name\"] = content }; any bytes")
    var files: LuaTable?

    /// What all files of a program may hold, in bytes: half of the working folder.
    private static let mostBytes = 32 << 20
    private static let mostArguments = 64 << 10

    func validate() throws(LuaMismatch) {
        if let bad = args.firstIndex(where: { $0.bytes.contains(0) }) {
            throw LuaMismatch("'args[\(bad + 1)]' holds a NUL, which ends an argument; leave it out")
        }
        if args.reduce(0, { $0 + $1.bytes.count + 1 }) > Self.mostArguments {
            throw LuaMismatch("'args' are more than \(Self.mostArguments) bytes; give them in 'stdin' or 'files'")
        }
        let size = try givenFiles().values.reduce(0) { $0 + $1.bytes.count }
        if size > Self.mostBytes {
            throw LuaMismatch("'files' hold \(size) bytes; allowed are \(Self.mostBytes) altogether")
        }
    }

    private func givenFiles() throws(LuaMismatch) -> [String: LuaBytes] {
        guard let files else { return [:] }
        if !files.list.isEmpty { throw LuaMismatch("'files' must name each file: { [\"data.txt\"] = \"…\" }") }
        var given: [String: LuaBytes] = [:]
        for field in files.fields {
            guard case .string(let key) = field.key, let name = key.text, Self.isName(name) else {
                throw LuaMismatch(
                    "'files' has the name \(field.key.description); a name is 1 to 255 bytes of text without '/', and not '.' or '..'"
                )
            }
            guard case .string(let content) = field.value else {
                throw LuaMismatch("'files[\"\(name)\"]' must be a string, not \(field.value.description)")
            }
            given[name] = content
        }
        return given
    }

    private static func isName(_ name: String) -> Bool {
        (1...255).contains(name.utf8.count) && name != "." && name != ".."
            && !name.utf8.contains { $0 == 0x2F || $0 == 0 }
    }

    /// What an executor is asked.
    var submission: Submission {
        Submission(
            source: source, tests: [TestCase(input: String(keeping: stdin.bytes), expected: "")], comparison: .anything,
            arguments: args.map { String(keeping: $0.bytes) },
            files: ((try? givenFiles()) ?? [:]).mapValues { String(keeping: $0.bytes) })
    }

    /// What a call on it is about, in an order that says which is which.
    var texts: [String] {
        let asked = submission
        if asked.arguments.isEmpty && asked.files.isEmpty { return [source, asked.tests[0].input] }
        return [source, asked.tests[0].input, "\(asked.arguments.count)"] + asked.arguments
            + asked.files.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
    }
}
