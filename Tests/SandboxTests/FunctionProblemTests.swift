import Environments
import Rollouts
import Sandbox
import TestSupport
import Testing

/// Problems about functions, from a file to a conversation.
@Suite struct FunctionProblemTests {
    private let folder = try! TemporaryFolder()
    private let executor = try! SandboxExecutor(.python(), limits: .forTests, workers: 2)

    private func evalPlus() throws -> FileProblems {
        let rows = #"""
            {"task_id": "HumanEval/900", "prompt": "def half(n):\n    \"\"\"Half of n, rounded down.\"\"\"\n", "entry_point": "half", "canonical_solution": "    return n // 2\n", "base_input": [[4], [9]], "plus_input": [[-3]], "atol": 0, "contract": ""}
            {"task_id": "HumanEval/901", "prompt": "def lost(n):\n    \"\"\"Raises.\"\"\"\n", "entry_point": "lost", "canonical_solution": "    raise ValueError(n)\n", "base_input": [[4]], "plus_input": [[5]], "atol": 0, "contract": ""}

            """#
        return try .evalPlus(try folder.write(rows, to: "Made.jsonl"), executor: executor)
    }

    @Test func aReferenceThatFailsIsLeftOut() throws {
        let problems = try evalPlus()
        #expect(problems.name == "evalplus/Made.jsonl" && problems.count == 1)
        #expect(problems.leftOut.count == 1)
        #expect(
            problems.leftOut[0].description.hasPrefix("HumanEval/901 has a reference that ends with runtime error: "))
    }

    @Test func baseInputsGiveFeedbackAndPlusInputsDecide() throws {
        func code(_ body: String) -> String { "Here:\n```python\ndef half(n):\n    \(body)\n```" }
        let answers = [
            [code("return n"), code("return int(n / 2)")], [code("return n // 2")], ["What?", code("return 1 +")],
        ]
        let problem = try evalPlus().problem(at: 0)
        let environment = try CodeEnvironment(
            problems: try evalPlus(), executor: executor,
            config: EnvironmentConfig { ($0.turns, $0.maxTokens) = (2, 200) })
        let policy = ScriptedPolicy { answers[$0.row][min($0.turn, answers[$0.row].count - 1)] }
        let episodes = try environment.rollout(
            policy: policy, problems: [problem, problem, problem], key: RandomKey(seed: 1, purpose: .tokens)
        ).episodes
        #expect(policy.prompts[0].message.contains("\"\"\"Half of n, rounded down.\"\"\""))
        #expect(episodes[0].turns.map(\.verdict) == [.wrongAnswer, .accepted])
        let feedback = try #require(episodes[0].turns[0].feedback)
        #expect(feedback.contains("A test failed:\n"))
        #expect(feedback.contains("AssertionError: half(4) returned 4, expected 2"))
        // -3 is among the plus inputs.
        #expect(episodes[0].passedPublic && !episodes[0].solved)
        #expect(episodes[1].turns.count == 1 && episodes[1].solved)
        #expect(episodes[2].turns.map(\.verdict) == [nil, .compileError])
        #expect(episodes[2].turns[0].feedback?.hasPrefix("The answer holds no code in a code fence.") == true)
    }

    @Test func functionsAndProgramsMayShareABatch() throws {
        let tests = [TestCase(input: "", expected: "assert candidate('f')(2) == 4")]
        let judged = try executor.judge([
            Submission(source: "print(4)", tests: [TestCase(input: "", expected: "4")]),
            Submission(source: "def f(x): return x * x", tests: tests, comparison: .asserts),
            Submission(source: "print(5)", tests: [TestCase(input: "", expected: "4")]),
            Submission(source: "def f(x): return x", tests: tests, comparison: .asserts),
        ])
        #expect(judged.map(\.verdict) == [.accepted, .accepted, .wrongAnswer, .wrongAnswer])
    }

    @Test func onlyPythonGradesFunctions() throws {
        let lua = try SandboxExecutor(.lua(), limits: .forTests)
        let error = #expect(throws: SandboxError.self) {
            try lua.judge([Submission(source: "", tests: [], comparison: .asserts)])
        }
        #expect(error?.description == "the Lua executor grades no functions; use executor.python for them")
    }

    @Test func aFileOfNothingIsRefused() throws {
        let path = try folder.write("\n", to: "Empty.jsonl")
        let error = #expect(throws: (any Error).self) { try FileProblems.humanEval(path) }
        #expect("\(error!)" == "\(path) holds no problem that can be used: it is empty")
    }

    @Test func theRuntimeIsNamedExactly() throws {
        let runtime = try executor.runtime()
        let printed = try executor.run(source: "import sys\nprint(sys.version.split()[0])").output
        #expect(runtime.language == "Python" && runtime.version + "\n" == printed)
        #expect(runtime.isolation == "bubblewrap")
        let lua = try SandboxExecutor(.lua(instructions: 5000)).runtime()
        #expect(lua.version.hasPrefix("5.4.") && lua.limits.hasSuffix(", 5000 instructions"))
        let cpp = try SandboxExecutor(.cpp()).runtime()
        #expect(cpp.language == "C++" && cpp.version.split(separator: ".").count == 3)
        var limits = Limits.forTests
        limits.output += 1
        #expect(try SandboxExecutor(.python(), limits: limits).runtime().limits != runtime.limits)
    }
}
