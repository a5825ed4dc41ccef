package import Rollouts

/// Functions to write: prose with Python code in a Markdown code fence; feedback shows the call or assert that failed.
package struct FunctionTemplate: PromptTemplate {
    private let fenced: FencedTemplate

    /// The template, with a limit on what feedback quotes, in characters.
    package init(maximumQuotation: Int = 1000) { fenced = FencedTemplate(maximumQuotation: maximumQuotation) }

    package func opening(_ problem: Problem) -> String {
        """
        Write the Python 3 function that is described here.

        \(problem.statement.trimmed)

        \(FunctionTemplate.fenceReminder)

        """
    }

    private static let fenceReminder = """
        Put the whole function, with all that it needs, into one code fence:
        ```python
        # your function
        ```
        """

    package func program(in answer: String, ended: Bool) -> String? { fenced.program(in: answer, ended: ended) }

    package func feedback(on attempt: Attempt) -> String {
        guard let judgement = attempt.judgement else {
            return "The answer holds no code in a code fence.\n\n" + bareRetry
        }
        let failures = judgement.outcomes.filter { $0.verdict != .accepted }
        return "The code is not right yet.\n\n" + failures.map(describe).joined(separator: "\n") + "\n" + bareRetry
    }

    private func describe(_ outcome: TestOutcome) -> String {
        let text = fenced.quote(outcome.errorOutput, fromEnd: true) + "\n"
        return switch outcome.verdict {
        case .compileError: "It does not compile:\n" + text
        case .timeLimit: "It took too long.\n"
        case .memoryLimit: "It ran out of memory.\n"
        case .outputLimit: "It printed far too much.\n"
        case .runtimeError: "It failed:\n" + text
        case .wrongAnswer, .accepted: "A test failed:\n" + text
        }
    }

    package var bareRetry: String { "Give it another try. \(FunctionTemplate.fenceReminder)\n" }
    package var showsOnlyFirstFailure: Bool { true }
    package var maximumAnswerTokens: Int { 512 }
}
