import Environments
import Rollouts
import TestSupport

/// A list of problems given outright.
struct ListedProblems: TemplatedProblemSet {
    var problems: [Problem]
    var template: any PromptTemplate = MiniContests.Template()
    var name: String { "listed" }
    var count: Int { problems.count }
    func problem(at index: Int) -> Problem { problems[index] }
}

extension Problem {
    /// "Print SECRET", with two public tests and two private ones.
    static func fixture(_ number: Int, publicTests: Int = 2) -> Problem {
        let tests = (0..<publicTests + 2).map { TestCase(input: "in\(number).\($0)", expected: "out\(number).\($0)") }
        return Problem(
            name: "problem/\(number)", statement: "Solve \(number).\n",
            publicTests: Array(tests[..<publicTests]), privateTests: Array(tests[publicTests...]))
    }
}

extension ScriptedExecutor {
    /// Programs are words: `right`, `overfit` (fails the last private test), `wrong`, `broken`, `raises`, `slow`, `big`.
    /// Only the part before a space counts.
    static func words() -> ScriptedExecutor {
        ScriptedExecutor { submission in
            var outcomes: [TestOutcome] = []
            for test in submission.tests {
                let outcome = outcome(of: submission.source, on: test)
                outcomes.append(outcome)
                if outcome.verdict == .compileError { break }
                if submission.stopsAtFirstFailure, outcome.verdict != .accepted { break }
            }
            return Judgement(outcomes: outcomes)
        }
    }

    private static func outcome(of source: String, on test: TestCase) -> TestOutcome {
        switch source.split(separator: " ").first {
        case "right": return TestOutcome(verdict: .accepted, output: test.expected)
        case "overfit" where !test.input.hasSuffix(".3"): return TestOutcome(verdict: .accepted, output: test.expected)
        case "broken": return TestOutcome(verdict: .compileError, errorOutput: "SyntaxError: invalid syntax\n")
        case "raises":
            let traceback = """
                Traceback (most recent call last):
                  File "program.py", line 1, in <module>
                NameError: name 'inut' is not defined. Did you mean: 'input'?

                """
            return TestOutcome(verdict: .runtimeError, errorOutput: traceback, exitStatus: 1)
        case "slow": return TestOutcome(verdict: .timeLimit)
        case "big": return TestOutcome(verdict: .memoryLimit)
        case "loud": return TestOutcome(verdict: .outputLimit)
        default: return TestOutcome(verdict: .wrongAnswer, output: "\(source) of \(test.input)\n")
        }
    }
}

extension EnvironmentConfig {
    /// A configuration with what a test is about.
    init(
        turns: Int = 3, window: Int = 2, feedback: FeedbackRule = .value(.execution), maxTokens: Int? = nil,
        temperature: Double = 1
    ) {
        self.init()
        (self.turns, self.window, self.feedback) = (turns, window, feedback)
        (self.maxTokens, self.temperature) = (maxTokens, temperature)
    }
}

/// A policy that answers row by row and turn by turn from a table; past its end it repeats the last answer.
func tabled(_ rows: [[String]]) -> ScriptedPolicy {
    ScriptedPolicy { rows[$0.row][min($0.turn, rows[$0.row].count - 1)] }
}

/// Plays one row per list of answers, on a problem of its own each.
func play(
    _ answers: [[String]], policy: ScriptedPolicy? = nil, executor: ScriptedExecutor = .words(),
    template: (any PromptTemplate)? = nil, problems: [Problem]? = nil, config: EnvironmentConfig,
    functions: EnvironmentFunctions = EnvironmentFunctions(), pool: FeedbackPool = FeedbackPool()
) throws -> [Episode] {
    let problems = problems ?? answers.indices.map { .fixture($0) }
    let environment = try CodeEnvironment(
        problems: ListedProblems(problems: problems), executor: executor, config: config, functions: functions,
        template: template)
    return try environment.rollout(
        policy: policy ?? tabled(answers), problems: problems, key: RandomKey(seed: 1, purpose: .tokens), pool: pool
    ).episodes
}
