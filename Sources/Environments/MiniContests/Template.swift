package import Rollouts

extension MiniContests {
    /// The short form: the whole answer is the program, and feedback shows the first public test that failed.
    package struct Template: PromptTemplate {
        package init() {}

        package func opening(_ problem: Problem) -> String { problem.statement }

        package func program(in answer: String, ended: Bool) -> String? {
            ended && answer.contains { !$0.isWhitespace } ? answer : nil
        }

        package func feedback(on attempt: Attempt) -> String {
            guard !attempt.isInvalid, let judgement = attempt.judgement, let index = judgement.firstFailure else {
                return "No valid code.\n"
            }
            let test = attempt.problem.publicTests[index]
            let outcome = judgement.outcomes[index]
            let input = "input: \(test.input.trimmed)\n"
            let expected = "expected: \(test.expected.trimmed)\n"
            switch outcome.verdict {
            case .runtimeError: return "Error: \(PythonError(outcome).summary(maximum: 40))\n" + input + expected
            case .timeLimit: return "Timeout.\n" + input
            case .memoryLimit: return "Out of memory.\n" + input
            case .outputLimit: return "Too much output.\n" + input
            case .wrongAnswer, .accepted, .compileError:
                return "Wrong answer.\n" + input + expected + "got: \(outcome.output.repaired.trimmed.prefix(80))\n"
            }
        }

        package var bareRetry: String { "Wrong answer.\n" }
        package var showsOnlyFirstFailure: Bool { true }
        package var maximumAnswerTokens: Int { MiniContests.maximumAnswerTokens }
    }
}
