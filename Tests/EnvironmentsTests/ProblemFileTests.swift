import Environments
import Foundation
import Rollouts
import TestSupport
import Testing

/// Files of problems that others made, and what is said of those that are none.
@Suite struct ProblemFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What reading a file complains about.
    private func complaint(_ bytes: [UInt8], _ read: (String) throws -> Void) throws -> String {
        let path = try folder.write(bytes, to: "problems.jsonl")
        return try #require(#expect(throws: ProblemFileError.self) { try read(path) }).description
    }

    private static func codeContests(_ path: String) throws { _ = try CodeContestsFile.read(path) }

    private static let good = """
        {"name": "sum", "description": "Add.", "solutions": {"language": [3, 2], "solution": ["print(1)", "int main() {}"]},
        "public_tests": {"input": ["1"], "output": ["1"]}, "private_tests": {"input": [], "output": []},
        "generated_tests": {"input": ["2"], "output": ["2"]}}
        """.replacing("\n", with: " ")

    @Test func whatIsWholeIsRead() throws {
        let path = try folder.write("\n\(Self.good)\r\n\n", to: "problems.jsonl")
        let rows = try CodeContestsFile.read(path)
        #expect(rows.count == 1 && rows[0].solutions == ["print(1)"])
        #expect(rows[0].problem.privateTests.map(\.input) == ["2"])
    }

    /// Problems of one contest are not independent of each other; of other sources the file does not say which contest it was.
    @Test(
        arguments: [
            ("1575_A. Another Sorting Problem", 1575, "codeforces/1575"), ("sum", 0, "sum"),
            ("1575_B. Building", nil, "codeforces/1575"), ("p02534 AtCoder", nil, "p02534 AtCoder"),
            ("1575_x", nil, "1575_x"),
        ] as [(String, Int?, String)])
    func contestsAreClusters(name: String, contest: Int?, cluster: String) throws {
        var text = Self.good.replacing("\"sum\"", with: "\"\(name)\"")
        if let contest { text = "{\"cf_contest_id\": \(contest), " + text.dropFirst() }
        let path = try folder.write(text, to: "problems.jsonl")
        #expect(try CodeContestsFile.read(path)[0].problem.cluster == cluster)
    }

    @Test(arguments: ["name", "description", "solutions", "public_tests", "private_tests", "generated_tests"])
    func aMissingFieldIsNamedWithItsLine(field: String) throws {
        let text = Self.good + "\n" + Self.good.replacing("\"\(field)\"", with: "\"other\"")
        let complaint = try complaint(Array(text.utf8), Self.codeContests)
        #expect(complaint.hasPrefix("problems.jsonl, line 2 has no field \"\(field)\"; it has "), "\(complaint)")
    }

    @Test(arguments: [
        ("\"sum\"", "7", "the field \"name\" must be a string, not"),
        (
            "{\"input\": [\"1\"], \"output\": [\"1\"]}", "{\"input\": [\"1\"]}",
            "the field \"public_tests\" must be an object of two"
        ),
        (
            "\"output\": [\"1\"]", "\"output\": [\"1\", \"2\"]",
            "the field \"public_tests\" must have an output for each input; it has 1 and 2"
        ),
        (
            "\"output\": [\"1\"]", "\"output\": [1]",
            "the field \"public_tests\" must be an object of two arrays of strings"
        ),
        ("[3, 2]", "[3]", "the field \"solutions\" must be an object of two arrays"),
        ("\"name\"", "name", "is not a JSON object"),
    ]) func aFieldOfAnotherKindIsNamed(part: String, replacement: String, expected: String) throws {
        let complaint = try complaint(Array(Self.good.replacing(part, with: replacement).utf8), Self.codeContests)
        #expect(complaint.hasPrefix("problems.jsonl, line 1") && complaint.contains(expected), "\(complaint)")
    }

    /// Bad UTF-8 is no JSON: refused where it stands, rather than judged as another text.
    @Test func badUnicodeIsRefused() throws {
        let bytes = Array(Self.good.replacing("Add.", with: "#").utf8).flatMap {
            $0 == UInt8(ascii: "#") ? [0xFF, 0xC3, 0x28] : [$0]
        }
        let complaint = try complaint(bytes, Self.codeContests)
        #expect(complaint.hasPrefix("problems.jsonl, line 1 is not a JSON object: "), "\(complaint)")
    }

    @Test(arguments: [
        ("HumanEval", ["task_id", "prompt", "entry_point", "canonical_solution", "test"]),
        ("MBPP", ["text", "code", "task_id", "test_setup_code", "test_list"]),
        ("EvalPlus", ["task_id", "prompt", "entry_point", "canonical_solution", "atol", "base_input", "plus_input"]),
    ]) func soAreFieldsOfFunctionProblems(layout: String, fields: [String]) throws {
        let values = [
            "task_id": layout == "MBPP" ? "1" : "\"a\"", "test_list": "[\"assert f(1) == 1\"]", "atol": "0",
            "base_input": "[[1]]", "plus_input": "[[2]]",
        ]
        func text(_ fields: [String]) -> String {
            "{" + fields.map { "\"\($0)\": \(values[$0] ?? "\"def f(x): return x\"")" }.joined(separator: ", ") + "}"
        }
        func read(_ path: String) throws {
            switch layout {
            case "HumanEval": _ = try HumanEvalFile.read(path)
            case "MBPP": _ = try MBPPFile.read(path)
            default: _ = try EvalPlusFile.read(path)
            }
        }
        try read(try folder.write(text(fields), to: "good.jsonl"))
        for missing in fields {
            let complaint = try complaint(Array(text(fields.filter { $0 != missing }).utf8), read)
            #expect(complaint.hasPrefix("problems.jsonl, line 1 has no field \"\(missing)\"; it has "), "\(complaint)")
        }
    }

    @Test func filesThatAreNoneAreNamed() throws {
        func complaint(_ path: String) throws -> String {
            try #require(#expect(throws: ProblemFileError.self) { try Self.codeContests(path) }).description
        }
        #expect(try complaint(folder.path) == "cannot read \(folder.path): it is no plain file")
        #expect(try complaint("/nowhere") == "cannot read /nowhere: no such file or directory")
        #expect(try complaint("/dev/zero") == "cannot read /dev/zero: it is no plain file")
        let path = try folder.write([0x1F, 0x8B, 8, 0, 0], to: "cut.jsonl.gz")
        #expect(try complaint(path) == "cannot read \(path): it ends too early")
    }
}
