import Environments
import Rollouts
import TestSupport
import Testing

/// A checker in place of comparisons.
@Suite struct CheckerTests {
    /// Programs print their own text; comparing would find it wrong.
    private let executor = ScriptedExecutor { submission in
        let verdict: Verdict = submission.comparison == .anything ? .accepted : .wrongAnswer
        return Judgement(
            outcomes: submission.tests.map { _ in TestOutcome(verdict: verdict, output: submission.source) })
    }

    private let checked = EnvironmentConfig { ($0.checker, $0.maxTokens) = (ScriptFunction(), 50) }

    @Test(arguments: [true, false]) func itDecides(showsOneFailure: Bool) throws {
        var asked: [String] = []
        let functions = EnvironmentFunctions(checker: { problem, test, output in
            asked.append("\(problem.name) \(test.input) \(output.count)")
            return output.contains("all")
                || output.contains("public") && (test.input.hasSuffix(".0") || test.input.hasSuffix(".1"))
        })
        let template: any PromptTemplate = showsOneFailure ? MiniContests.Template() : FencedTemplate()
        func written(_ text: String) -> String { showsOneFailure ? text : "```python\n\(text)\n```" }
        let episodes = try play(
            [["none", "public"], ["all"]].map { $0.map(written) }, executor: executor, template: template,
            config: checked,
            functions: functions)
        #expect(episodes.map(\.turns.count) == [2, 1])
        #expect(episodes.map(\.passedPublic) == [true, true])
        #expect(episodes.map(\.solved) == [false, true])
        #expect(asked.first?.hasPrefix("problem/0 in0.0") == true)
        #expect(Set(executor.batches.joined().map(\.comparison)) == [.anything])
    }

    @Test func problemsOfFunctionsHaveNoOutputToCheck() throws {
        var problem = Problem.fixture(0)
        problem.comparison = .asserts
        let error = #expect(throws: CheckerWithoutOutput.self) {
            try play(
                [["x"]], executor: executor, problems: [problem], config: checked,
                functions: .init(checker: { _, _, _ in true }))
        }
        #expect(error?.description.hasPrefix("problem problem/0 is about functions") == true)
    }

    @Test func aProblemsOwnComparisonIsAskedFor() throws {
        var problems = [Problem.fixture(0), Problem.fixture(1)]
        problems[1].comparison = .floats
        _ = try play([["x"], ["y"]], executor: executor, problems: problems, config: .init(turns: 1))
        #expect(executor.batches.joined().map(\.comparison) == [.tokens, .floats])
    }
}
