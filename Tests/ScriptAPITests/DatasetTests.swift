import Foundation
import JSON
import LuaHost
import Rollouts
import RunStore
import TestSupport
import Testing

/// Files of problems in scripts.
@Suite struct DatasetTests {
    private let fixture = try! ScriptFixture()

    /// Made up, in the layouts of the data sets.
    private static let files = [
        "humaneval": #"""
        {"task_id": "Made/0", "prompt": "def double(x):\n    \"\"\"Twice x.\"\"\"\n", "entry_point": "double", "canonical_solution": "    return 2 * x\n", "test": "def check(candidate):\n    assert candidate(2) == 4\n"}
        {"task_id": "Made/1", "prompt": "def empty():\n    \"\"\"An empty list.\"\"\"\n", "entry_point": "empty", "canonical_solution": "    return []\n", "test": "def check(candidate):\n    assert candidate() == []\n"}
        """#,
        "mbpp": #"""
        {"task_id": 7, "text": "Write a function to triple.", "code": "def triple(x):\n    return 3 * x", "test_setup_code": "", "test_list": ["assert triple(2) == 6", "assert triple(0) == 0"], "challenge_test_list": []}
        """#,
        "evalplus": #"""
        {"task_id": "HumanEval/900", "prompt": "def half(n):\n    \"\"\"Half of n, rounded down.\"\"\"\n", "entry_point": "half", "canonical_solution": "    return n // 2\n", "base_input": [[4]], "plus_input": [[-3]], "atol": 0, "contract": ""}
        {"task_id": "HumanEval/901", "prompt": "def lost(n):\n    \"\"\"Raises.\"\"\"\n", "entry_point": "lost", "canonical_solution": "    raise ValueError(n)\n", "base_input": [[4]], "plus_input": [[5]], "atol": 0, "contract": ""}
        """#,
        "codecontests": #"""
        {"name": "third", "description": "Print a third of n, with an absolute error of at most 1e-6.", "public_tests": {"input": ["1\n"], "output": ["0.333333333\n"]}, "private_tests": {"input": ["2\n"], "output": ["0.666666667\n"]}, "generated_tests": {"input": [], "output": []}, "solutions": {"language": [2, 3], "solution": ["int main() {}", "print(int(input()) / 3)"]}}
        {"name": "secret", "description": "Nothing is public.", "public_tests": {"input": [], "output": []}, "private_tests": {"input": ["2\n"], "output": ["2\n"]}, "generated_tests": {"input": [], "output": []}, "solutions": {"language": [], "solution": []}}
        """#,
    ]

    private func run(_ layout: String, _ source: String) throws -> ScriptFixture.Ran {
        let path = try fixture.folder.write(try #require(Self.files[layout]), to: layout + ".jsonl")
        let load =
            layout == "evalplus"
            ? "dataset.evalplus { \"\(path)\", executor = python }" : "dataset.\(layout) \"\(path)\""
        let ran = try fixture.run("local python = executor.python { workers = 1 }\nlocal set = \(load)\n" + source)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        return ran
    }

    /// MiniContests without some operations says so in its problems and in the record, and refuses what it cannot do without.
    @Test func miniContestsLeavesOperationsOut() throws {
        let ran = try fixture.run(
            """
            local sets = dataset.minicontests { train = 50, test = 50, exclude = { "shift", "end" } }
            print(sets.train.name)
            for _, set in ipairs { sets.train, sets.test } do
              for i = 1, set.count do
                local text = set:at(i).statement
                assert((text:find "shift each" or text:find "before the mark") == nil == (set == sets.train), text)
              end
            end
            """)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        #expect(ran.output == "minicontests/train without shift, end\n")
        for (list, message) in [
            (#"{ "shift", "zrop" }"#, "'exclude' has 'zrop', which is no part of a problem; did you mean 'zorp'?"),
            (#"{ "zorp", "zorp" }"#, "'exclude' names a part twice"),
            (#"{ "every", "even", "odd", "big", "first", "last", "skip" }"#, "'exclude' leaves no problem to train on"),
        ] {
            let refused = try fixture.run("dataset.minicontests { exclude = \(list) }")
            let error = try #require(refused.error, "\(list) was accepted")
            #expect(error.screen().contains(message), "\(error.screen())")
        }
    }

    @Test(arguments: [
        ("humaneval", "Made/0 accepted true true 1 asserts\nMade/1 accepted true true 1 asserts\n"),
        ("mbpp", "MBPP/7 accepted true true 1 asserts\n"),
        (
            "evalplus",
            "left out of evalplus/evalplus.jsonl: HumanEval/901 has a reference that ends with runtime error: ValueError: 4\nHumanEval/900 accepted true true 2 asserts\n"
        ),
        (
            "codecontests",
            "left out of codecontests/codecontests.jsonl: secret has no public tests\nthird accepted true true 2 floats\n"
        ),
    ]) func referencesSolveTheirProblems(layout: String, output: String) throws {
        let ran = try run(
            layout,
            """
            for i = 1, set.count do
              local p = set:at(i)
              local g = python:grade { p.reference, problem = p }
              print(("%s %s %s %s %d %s"):format(p.name, g.verdict, g.solved, g.passed_public, #g.outcomes, p.comparison))
            end
            """)
        #expect(ran.output == output)
    }

    @Test func theRecordNamesTheContentOfTheFile() throws {
        let ran = try run("mbpp", "dataset.mbpp \"\(fixture.folder.file("mbpp.jsonl"))\"")
        let files = try #require(ran.record?.info.provenance["datasets"]?.array)
        #expect(files.count == 1)
        #expect(files[0]["name"] == "mbpp/mbpp.jsonl" && files[0]["problems"] == 1)
        #expect(files[0]["path"]?.string == fixture.folder.file("mbpp.jsonl"))
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        (process.arguments, process.standardOutput) = ([fixture.folder.file("mbpp.jsonl")], pipe)
        try process.run()
        let sum = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile().prefix(64), as: UTF8.self)
        #expect(files[0]["sha256"]?.string == sum)
    }

    @Test func gradeTellsPublicFromPrivateFailures() throws {
        let ran = try run(
            "evalplus",
            """
            for _, body in ipairs { "n", "int(n / 2)", "n // 2", "1 +" } do
              local g = python:grade { "def half(n): return " .. body, problem = set:at(1) }
              print(g.verdict, g.passed_public, g.solved, #g.outcomes, (g.outcomes[#g.outcomes].stderr:match "AssertionError: (.*)\\n$"))
            end
            """)
        #expect(
            ran.output.hasSuffix(
                """
                wrong answer\tfalse\tfalse\t1\thalf(4) returned 4, expected 2
                wrong answer\ttrue\tfalse\t2\thalf(-3) returned -1, expected -2
                accepted\ttrue\ttrue\t2\tnil
                compile error\tfalse\tfalse\t1\tnil

                """), "\(ran.output)")
    }

    @Test func functionsAreGradedByAsserts() throws {
        let ran = try fixture.run(
            """
            local python = executor.python { workers = 1 }
            local asserts = { "assert f(2) == 4", "assert candidate('g')() == 'x'" }
            local good = python:grade { "def f(x): return x * x\\ndef g(): return 'x'", entry_point = "f", asserts = asserts }
            local bad = python:grade { "def f(x): return x", entry_point = "f", asserts = asserts }
            print(good.verdict, good.solved, good.passed_public, bad.verdict, bad.solved)
            local again = python:grade { "def f(x): return x * x\\ndef g(): return 'x'", entry_point = "f", asserts = asserts }
            print(again.verdict, python.answered)
            print(python:judge { "def f(x): return x", comparison = "asserts",
              tests = { { expected = "assert candidate('f')(1) == 1" } } }.verdict)
            """)
        #expect(
            ran.output == "accepted\ttrue\tnil\twrong answer\tfalse\naccepted\t1\naccepted\n",
            "\(String(describing: ran.error))")
    }

    @Test(arguments: [
        ("{ 'x' }", "needs 'problem', or 'entry_point' and at least one of 'asserts'"),
        ("{ 'x', entry_point = 'f' }", "needs 'problem', or 'entry_point' and at least one of 'asserts'"),
        (
            "{ 'x', entry_point = 'f()', asserts = { 'f' } }",
            "'entry_point' must be the name of a Python function, not \"f()\""
        ),
        (
            "{ 'x', entry_point = 'f', problem = { public_tests = {} } }",
            "'problem' brings its own tests: leave out 'entry_point' and 'asserts'"
        ),
    ]) func whatMakesNoSenseIsRefused(options: String, message: String) throws {
        let ran = try fixture.run("local python = executor.python { workers = 1 }\npython:grade \(options)")
        let error = try #require(ran.error)
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.line == 2)
    }

    @Test func environmentsTakeThem() throws {
        let ran = try run(
            "evalplus",
            """
            local policy = \(Project.policy)
            local found = environment.evaluate { policy = policy, problems = set:take(1), executor = python, turns = 2, max_tokens = 20 }
            print(found.n, found["1@2"])
            """)
        #expect(ran.output.hasSuffix("1\t0.0\n"), "\(ran.output)")
        let recorded = try #require(try ran.record?.episodes().episode(1))
        #expect(recorded.episode.problem.comparison == .asserts)
        #expect(recorded.episode.problem.publicTests.count == 1 && recorded.episode.problem.privateTests.count == 1)
    }

    @Test func aCheckerMayDecideInAnEnvironment() throws {
        let ran = try run(
            "codecontests",
            """
            local asked
            local found = environment.evaluate { policy = \(Project.policy), problems = set, executor = python, turns = 1, max_tokens = 20,
              checker = function(test) asked = test return true end }
            print(found.n, asked == nil or asked.problem)
            """)
        // Whether the policy writes a program that runs is its own business.
        #expect(ran.output.hasSuffix("1\ttrue\n") || ran.output.hasSuffix("1\tthird\n"), "\(ran.output)")
    }

    @Test func aMissingFileIsNamed() throws {
        let ran = try fixture.run("dataset.humaneval \"nowhere.jsonl\"")
        #expect(
            ran.error?.message.contains(
                "cannot read nowhere.jsonl: no such file or directory; 'path' is looked up from /") == true)
    }

    /// Real rows, where a machine has them.
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["ASSAY_DATA"] != nil,
            "set ASSAY_DATA to a folder with HumanEval.jsonl.gz, mbpp.jsonl and codecontests_127.jsonl"
        ))
    func realReferencesSolveTheirProblems() throws {
        let data = ProcessInfo.processInfo.environment["ASSAY_DATA"] ?? ""
        let ran = try fixture.run(
            """
            local python = executor.python { cpu_seconds = 20, memory_mb = 2048, output_kb = 65536 }
            local function solved(set, first, last)
              local count = 0
              for i = first, math.min(last, set.count) do
                local p = set:at(i)
                if python:grade { p.reference, problem = p }.solved then count = count + 1 end
              end
              return ("%s %d of %d"):format(set.name, count, set.count)
            end
            print(solved(dataset.humaneval "\(data)/HumanEval.jsonl.gz", 1, 164))
            print(solved(dataset.mbpp "\(data)/mbpp.jsonl", 1, 100))
            print(solved(dataset.codecontests "\(data)/codecontests_127.jsonl", 1, 127))
            """)
        #expect(
            ran.output == """
                humaneval/HumanEval.jsonl.gz 164 of 164
                mbpp/mbpp.jsonl 100 of 974
                codecontests/codecontests_127.jsonl 127 of 127

                """, "\(String(describing: ran.error))")
    }
}
