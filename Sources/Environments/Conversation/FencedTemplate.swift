package import Rollouts

/// The general form: prose with a program in a Markdown code fence; feedback shows the failed public tests that an attempt has.
package struct FencedTemplate: PromptTemplate {
    /// Inputs, outputs and tracebacks longer than this are cut, in characters.
    package var maximumQuotation: Int

    /// The template, with a limit on what feedback quotes.
    package init(maximumQuotation: Int = 1000) { self.maximumQuotation = maximumQuotation }

    package func opening(_ problem: Problem) -> String {
        """
        Solve this programming problem with a Python 3 program that reads standard input and writes standard output.

        \(problem.statement.trimmed)

        \(Self.fenceReminder)

        """
    }

    private static let fenceReminder = """
        Put the whole program into one code fence:
        ```python
        # your program
        ```
        """

    /// The first fence marked as Python, else the first fence. A fence that never closes holds no program.
    package func program(in answer: String, ended: Bool) -> String? {
        var first: String?
        var language: String?
        var lines: [Substring] = []
        for line in answer.split(separator: "\n", omittingEmptySubsequences: false) {
            let isFence = line.trimmed.hasPrefix("```")
            guard let open = language else {
                if isFence { (language, lines) = (line.trimmed.dropFirst(3).trimmed.lowercased(), []) }
                continue
            }
            guard isFence else {
                lines.append(line)
                continue
            }
            let code = lines.joined(separator: "\n") + "\n"
            if ["python", "python3", "py"].contains(open) { return code.trimmed.isEmpty ? nil : code }
            first = first ?? code
            language = nil
        }
        return first.flatMap { $0.trimmed.isEmpty ? nil : $0 }
    }

    package func feedback(on attempt: Attempt) -> String {
        guard !attempt.isInvalid, let judgement = attempt.judgement else { return invalidCode(attempt) }
        let failures = zip(attempt.problem.publicTests, judgement.outcomes).filter { $1.verdict != .accepted }
        return "The program is not right yet.\n\n" + failures.map(describe).joined(separator: "\n") + "\n"
            + Self.retry
    }

    private func invalidCode(_ attempt: Attempt) -> String {
        guard let outcome = attempt.judgement?.outcomes.first else {
            return "The answer holds no program in a code fence.\n\n" + Self.retry
        }
        return "The program does not compile:\n\(quote(outcome.errorOutput, fromEnd: true))\n\n" + Self.retry
    }

    private func describe(_ test: TestCase, _ outcome: TestOutcome) -> String {
        let input = "For the input\n\(quote(test.input))\n"
        switch outcome.verdict {
        case .timeLimit: return input + "it took too long.\n"
        case .memoryLimit: return input + "it ran out of memory.\n"
        case .outputLimit: return input + "it printed far too much.\n"
        case .runtimeError:
            let error = outcome.errorOutput.trimmed.isEmpty ? PythonError(outcome).kind : outcome.errorOutput
            return input + "it failed:\n\(quote(error, fromEnd: true))\n"
        case .wrongAnswer, .accepted, .compileError:
            return input
                + "it should print\n\(quote(test.expected))\nbut it printed\n\(quote(outcome.output.repaired))\n"
        }
    }

    /// A text between others, cut when it is long.
    func quote(_ text: String, fromEnd: Bool = false) -> String {
        let text = text.trimmed
        let excess = text.count - maximumQuotation
        guard excess > 0 else { return text.isEmpty ? "(nothing)" : String(text) }
        return fromEnd
            ? "(\(excess) characters left out) ...\(text.suffix(maximumQuotation))"
            : "\(text.prefix(maximumQuotation))... (\(excess) characters left out)"
    }

    private static let retry = "Give it another try. \(fenceReminder)\n"
    package var bareRetry: String { Self.retry }
    package var showsOnlyFirstFailure: Bool { false }
    package var maximumAnswerTokens: Int { 512 }
}

extension StringProtocol {
    /// The text without whitespace at either end.
    var trimmed: SubSequence {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return self[endIndex...] }
        return self[first...last]
    }
}
