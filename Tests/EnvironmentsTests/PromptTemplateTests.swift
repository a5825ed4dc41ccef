import Environments
import Rollouts
import TestSupport
import Testing

@Suite struct PromptTemplateTests {
    private func attempt(_ program: String?, publicTests: Int = 2) throws -> Attempt {
        let problem = Problem.fixture(0, publicTests: publicTests)
        let judgement = try program.map {
            try ScriptedExecutor.words().judge([
                Submission(source: $0, tests: problem.publicTests, stopsAtFirstFailure: false)
            ])[0]
        }
        return Attempt(problem: problem, turn: 1, program: program, judgement: judgement)
    }

    @Test(arguments: [
        (nil, "No valid code.\n"), ("broken", "No valid code.\n"),
        ("slow", "Timeout.\ninput: in0.0\n"), ("big", "Out of memory.\ninput: in0.0\n"),
        ("loud", "Too much output.\ninput: in0.0\n"),
        ("wrong", "Wrong answer.\ninput: in0.0\nexpected: out0.0\ngot: wrong of in0.0\n"),
        ("raises", "Error: NameError: name 'inut' is not defined\ninput: in0.0\nexpected: out0.0\n"),
    ])
    func shortFeedback(program: String?, text: String) throws {
        #expect(MiniContests.Template().feedback(on: try attempt(program)) == text)
    }

    @Test func shortFeedbackCutsWhatIsLong() throws {
        let long = try attempt(String(repeating: "y", count: 200))
        #expect(MiniContests.Template().feedback(on: long).hasSuffix("got: \(String(repeating: "y", count: 80))\n"))
        let outcome = TestOutcome(
            verdict: .runtimeError, errorOutput: "ValueError: \(String(repeating: "z", count: 99))\n")
        #expect(PythonError(outcome).summary(maximum: 40) == "ValueError: \(String(repeating: "z", count: 40))")
        #expect(PythonError(TestOutcome(verdict: .runtimeError, exitStatus: 3)).summary(maximum: 40) == "exit status 3")
        #expect(
            PythonError(TestOutcome(verdict: .runtimeError, exitStatus: nil, signal: 11)).summary(maximum: 40)
                == "ended by signal 11")
    }

    @Test func generalFeedbackShowsEveryPublicFailure() throws {
        #expect(
            FencedTemplate().feedback(on: try attempt("wrong")) == """
                The program is not right yet.

                For the input
                in0.0
                it should print
                out0.0
                but it printed
                wrong of in0.0

                For the input
                in0.1
                it should print
                out0.1
                but it printed
                wrong of in0.1

                Give it another try. Put the whole program into one code fence:
                ```python
                # your program
                ```

                """)
        let raised = FencedTemplate().feedback(on: try attempt("raises", publicTests: 1))
        #expect(raised.contains("it failed:\nTraceback (most recent call last):\n  File \"program.py\", line 1"))
        #expect(FencedTemplate().feedback(on: try attempt("slow")).contains("in0.1\nit took too long.\n"))
        #expect(FencedTemplate().feedback(on: try attempt("big")).contains("in0.0\nit ran out of memory.\n"))
        #expect(FencedTemplate().feedback(on: try attempt("loud")).contains("it printed far too much.\n"))
        #expect(FencedTemplate().feedback(on: try attempt("broken")).contains("not compile:\nSyntaxError: invalid"))
        #expect(FencedTemplate().feedback(on: try attempt(nil)).hasPrefix("The answer holds no program"))
        #expect(
            FencedTemplate(maximumQuotation: 3).feedback(on: try attempt("wrong")).contains("\nwro... (11 characters"))
    }

    @Test func generalOpeningAsksForAFence() {
        let text = FencedTemplate().opening(.fixture(0))
        #expect(text.contains("\n\nSolve 0.\n\n") && text.hasSuffix("```python\n# your program\n```\n"))
    }

    @Test(arguments: [
        ("```python\na\n```", "a\n"), ("x\n```\na\n```\ny\n```Python\nb\n```\n```python\nc\n```", "b\n"),
        ("```\na\n\nb\n```", "a\n\nb\n"), ("```cpp\na\n```\n```\nb\n```", "a\n"),
        ("a", nil), ("```python\na", nil), ("```python\n\n```", nil), ("", nil),
    ])
    func fencesHoldThePrograms(answer: String, program: String?) {
        #expect(FencedTemplate().program(in: answer, ended: false) == program)
    }
}
