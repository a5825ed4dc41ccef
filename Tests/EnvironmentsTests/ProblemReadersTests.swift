import Environments
import Foundation
import Rollouts
import TestSupport
import Testing

/// The layouts of APPS, LiveCodeBench and our own, in files that are compressed or not.
@Suite struct ProblemReadersTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func complaint(_ text: String, _ read: (String) throws -> FileProblems) throws -> String {
        let path = try folder.write(text, to: "rows.jsonl")
        return try #require(#expect(throws: ProblemFileError.self) { _ = try read(path) }).description
    }

    // MARK: Our own

    private static let ours =
        #"{"name": "sum", "statement": "Add.", "public_tests": [{"input": "1 2", "output": "3"}], "#
        + #""private_tests": [{"input": "2 2", "expected": "4"}], "group": "g", "comparison": {"absolute": 0.5, "relative": 0}}"#

    @Test func ourLayoutIsRead() throws {
        let set = try FileProblems.ours(try folder.write(Self.ours, to: "ours.jsonl"))
        let problem = try set.problem(at: 0)
        #expect(problem.cluster == "g" && problem.comparison == .floats(absolute: 0.5, relative: 0))
        #expect(problem.publicTests == [TestCase(input: "1 2", expected: "3")])
        #expect(problem.privateTests == [TestCase(input: "2 2", expected: "4")])
        #expect(set.hasGroups && set.content.count == 64 && set.name == "jsonl/ours.jsonl")
    }

    @Test(arguments: [
        ("\"name\": \"sum\", ", "", "rows.jsonl, line 2: has no field \"name\"; it has statement"),
        ("\"statement\"", "\"text\"", "rows.jsonl, line 2: there is no field \"text\" in a problem"),
        (
            "\"output\": \"3\"", "\"output\": 3",
            "the field \"output\" of test 1 of \"public_tests\" must be a string, not an integer"
        ),
        (", \"output\": \"3\"", "", "test 1 of \"public_tests\" has no field \"output\""),
        (
            "[{\"input\": \"1 2\", \"output\": \"3\"}]", "{}",
            "the field \"public_tests\" must be an array of tests, not an object"
        ),
        ("{\"absolute\": 0.5, \"relative\": 0}", "\"wrds\"", "the field \"comparison\" must be \"tokens\""),
        ("", "", "rows.jsonl, line 2: the name \"sum\" is that of the problem of rows.jsonl, line 1 already"),
    ]) func whatIsWrongNamesItsLine(part: String, replacement: String, expected: String) throws {
        let second = part.isEmpty ? Self.ours : Self.ours.replacing(part, with: replacement)
        let complaint = try complaint(Self.ours + "\n" + second, FileProblems.ours)
        #expect(complaint.contains(expected), "\(complaint)")
    }

    /// The last line needs no end; members of a compressed file follow each other.
    @Test(arguments: [["gzip", "-c"], ["zstd", "-qc"]]) func compressedFilesAreRead(command: [String]) throws {
        let lines = (0..<2000).map { Self.ours.replacing("sum", with: "sum \($0)") }
        let plain = try folder.write(lines.joined(separator: "\n"), to: "plain.jsonl")
        let process = Process(), path = folder.file("rows.packed")
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let output = try #require(FileHandle(forWritingAtPath: path))
        (process.arguments, process.standardOutput) = (command + [plain], output)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let set = try FileProblems.ours(path), same = try FileProblems.ours(plain)
        #expect(set.count == 2000 && set.content == same.content && set.fileContent != same.fileContent)
        #expect(try set.problem(at: 1999).name == "sum 1999")
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        let torn = try folder.write(Array(bytes.dropLast(9)), to: "torn")
        let error = #expect(throws: ProblemFileError.self) { _ = try FileProblems.ours(torn) }
        #expect(error?.description == "cannot read \(torn): it ends too early")
        let damaged = try folder.write(bytes.enumerated().map { $0 == bytes.count / 2 ? $1 ^ 0xFF : $1 }, to: "bad")
        #expect(throws: ProblemFileError.self) { _ = try FileProblems.ours(damaged) }
    }

    // MARK: Parquet

    /// A file that does not hold what it begins as, and a Python without pyarrow.
    @Test func badParquetIsNamed() throws {
        let path = try folder.write("PAR1 and nothing else", to: "rows.parquet")
        let error = try #require(#expect(throws: ProblemFileError.self) { _ = try FileProblems.ours(path) })
        let python = ProcessInfo.processInfo.environment["ASSAY_PYARROW"]
        let expected = python == nil ? "pyarrow" : "it is no whole Parquet file: ArrowInvalid: "
        #expect(error.description.hasPrefix("cannot read \(path): ") && error.description.contains(expected))
    }

    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["ASSAY_PYARROW"] != nil,
            "set ASSAY_PYARROW to a Python with pyarrow"))
    func parquetIsRead() throws {
        let plain = try folder.write(
            (0..<50).map { Self.ours.replacing("sum", with: "sum \($0)") }.joined(separator: "\n"), to: "plain.jsonl")
        let path = folder.file("rows.parquet"), process = Process()
        process.executableURL = URL(fileURLWithPath: ProcessInfo.processInfo.environment["ASSAY_PYARROW"] ?? "")
        let code = """
            import json, pyarrow, pyarrow.parquet
            rows = [json.loads(line) for line in open("\(plain)")]
            for row in rows: row["private_tests"] = [{"input": t["input"], "output": t["expected"]} for t in row["private_tests"]]
            pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), "\(path)")
            """
        process.arguments = ["-c", code]
        try process.run()
        process.waitUntilExit()
        #expect(try FileProblems.ours(path).content == FileProblems.ours(plain).content)
        let wrong = code.replacing("row[\"private_tests\"] =", with: "row[\"statement\"] = 7; row[\"private_tests\"] =")
        let again = Process()
        (again.executableURL, again.arguments) = (process.executableURL, ["-c", wrong])
        try again.run()
        again.waitUntilExit()
        let error = #expect(throws: ProblemFileError.self) { _ = try FileProblems.ours(path) }
        #expect(error?.description == "rows.parquet, row 1: the field \"statement\" must be a string, not an integer")
    }

    // MARK: APPS

    @Test func appsIsRead() throws {
        let rows = [
            #"{"problem_id": 7, "question": "Add.", "input_output": "{\"inputs\": [\"1 2\", [\"3\", \"4\"]], \"outputs\": [\"3\", \"7\"]}", "solutions": "[\"print(3)\"]"}"#,
            #"{"id": "0008", "question": "Call.", "input_output": {"fn_name": "f", "inputs": [[1]], "outputs": [[2]]}, "solutions": []}"#,
            #"{"id": "0009", "question": "None.", "input_output": "", "solutions": ""}"#,
        ]
        let set = try FileProblems.apps(try folder.write(rows.joined(separator: "\n"), to: "apps.jsonl"))
        let problem = try set.problem(at: 0)
        #expect(set.count == 1 && problem.name == "APPS/7" && problem.reference == "print(3)")
        #expect(problem.publicTests == [TestCase(input: "1 2", expected: "3")])
        #expect(problem.privateTests == [TestCase(input: "3\n4", expected: "7")])
        #expect(
            set.leftOut.map(\.description) == [
                "APPS/0008 calls the function f rather than a program with standard input", "APPS/0009 has no tests",
            ])
    }

    @Test(arguments: [
        (
            #"{"inputs": ["1"], "outputs": []}"#,
            "the field \"input_output\" must have an output for each input; it has 1 and 0"
        ),
        (#"{"inputs": [1], "outputs": ["1"]}"#, "must be texts, or lists of lines, also for test 1, not an integer"),
        (#""{broken""#, "the field \"input_output\" holds no JSON"),
    ]) func badAppsIsNamed(tests: String, expected: String) throws {
        let row = #"{"id": 1, "question": "Add.", "input_output": \#(tests), "solutions": []}"#
        let complaint = try complaint("\n" + row, FileProblems.apps)
        #expect(complaint.hasPrefix("rows.jsonl, line 2") && complaint.contains(expected), "\(complaint)")
    }

    // MARK: LiveCodeBench

    /// Python's `base64.b64encode(zlib.compress(pickle.dumps(text)))` of two tests, with protocols 4 and 2; then of a list, and of an object that
    /// would call a function.
    private static let packed = [
        "eJxrYJlazQABPeXR1UqZeQWlJUpWCkpGCsYxeUo6Ckr5pSVQIVOIQElqcUlJZUEqSKi4JCUzT6lWRwFJZ0ypgUGqJbpmQ5yaY6foAQD60Se2",
        "eJxrYIooZ2BgiK5WyswrKC1RslJQMlIwjslT0lFQyi8tgQqZQgRKUotLSioLUkFCxSUpmXlKtToKSDpjSg0MUi3RNRvi1BxbyKAHAHo6Jk0=",
    ]
    private static let others = [
        "eJxrYJlaxwABsVN6yqOrlTLzCkpLlKwUlIwUjGPylHQUlPJLS6BCphCBktTikpLKglSQUHFJSmaeUq2OApLOmFIDg1RLdM2GODXHTknUAwCd8CkL",
        "eJxrYJmqwAABPRxJpZk5JZl5xVN6WAuKMvNKpkye0sNclJg3pXVK0BQ9AA7tDtY=",
    ]

    private static func row(_ privateTests: String, type: String = "stdin") -> String {
        #"{"question_title": "Sum", "question_content": "Add.", "platform": "atcoder", "question_id": "abc_1", "contest_id": "abc", "#
            + #""public_test_cases": "[{\"input\": \"1\", \"output\": \"2\", \"testtype\": \"\#(type)\"}]", "private_test_cases": "\#(privateTests)"}"#
    }

    @Test(arguments: packed) func liveCodeBenchIsRead(tests: String) throws {
        let set = try FileProblems.liveCodeBench(try folder.write(Self.row(tests), to: "lcb.jsonl"))
        let problem = try set.problem(at: 0)
        #expect(
            problem.name == "atcoder/abc_1" && problem.cluster == "atcoder/abc" && problem.statement == "Sum\n\nAdd.")
        #expect(problem.publicTests == [TestCase(input: "1", expected: "2")])
        #expect(
            problem.privateTests == [
                TestCase(input: "2 3\n", expected: "5\n"), TestCase(input: "é\n", expected: "1\n"),
            ])
    }

    @Test(arguments: others + ["AAAA", "no base64!", "eJwrKU1OBQAE"]) func nothingIsUnpickled(tests: String) throws {
        let complaint = try complaint(Self.row(tests), FileProblems.liveCodeBench)
        #expect(
            complaint.hasPrefix("rows.jsonl, line 1: the field \"private_test_cases\" is neither JSON nor base64"),
            "\(complaint)")
    }

    @Test func functionsAreLeftOut() throws {
        let rows = [Self.row("[]"), Self.row("[]", type: "functional").replacing("abc_1", with: "lc_2")]
        let set = try FileProblems.liveCodeBench(try folder.write(rows.joined(separator: "\n"), to: "lcb.jsonl"))
        #expect(set.count == 1 && set.leftOut.map(\.name) == ["atcoder/lc_2"])
    }

    // MARK: MBPP

    /// What no program can pass says so; what needs a module that the reference imports has it.
    @Test func mbppLeavesOutWhatNoProgramPasses() throws {
        func row(_ id: Int, _ code: String, _ test: String) -> String {
            #"{"task_id": \#(id), "text": "T.", "code": "\#(code)", "test_setup_code": "", "test_list": ["\#(test)"], "challenge_test_list": []}"#
        }
        let rows = [
            row(1, #"class Node:\n  pass\ndef f(n):\n  return 1"#, "assert f(Node()) == 1"),
            row(2, #"def g(xs, kind):\n  return 1"#, "assert g([1], int) == 1"),
            row(3, #"import sys\ndef h(x):\n  return sys.getsizeof(x)"#, "assert h(1) == sys.getsizeof(1)"),
            row(4, #"def k(x):\n  return [int(x)]"#, "assert k(1) == [int(1)]"),
        ]
        let set = try FileProblems.mbpp(try folder.write(rows.joined(separator: "\n"), to: "mbpp.jsonl"))
        #expect(set.leftOut.map(\.name) == ["MBPP/1", "MBPP/2"])
        #expect(set.leftOut[0].reason.contains("objects of the class Node"))
        #expect(set.leftOut[1].reason.contains("the type int"))
        #expect(try set.problem(at: 0).publicTests[0].expected.contains("import sys\n"))
    }
}
