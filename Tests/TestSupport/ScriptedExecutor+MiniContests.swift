internal import Environments
internal import Rollouts

extension ScriptedExecutor {
    /// An executor that interprets MiniContests programs itself. Every other text is a compile error.
    package static func miniContests() -> ScriptedExecutor {
        ScriptedExecutor { submission in
            guard let program = MiniContests.Program(parsing: submission.source) else {
                return Judgement(outcomes: [
                    TestOutcome(
                        verdict: .compileError, errorOutput: "SyntaxError: not a MiniContests program\n", exitStatus: 1)
                ])
            }
            return program.judgement(on: submission.tests, stopsAtFirstFailure: submission.stopsAtFirstFailure)
        }
    }
}
