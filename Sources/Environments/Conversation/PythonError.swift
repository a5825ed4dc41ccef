package import Rollouts

/// What ended a Python program that failed, read from its standard error.
package struct PythonError: Sendable, Hashable {
    /// The exception's class, or what ended the program when there was no exception.
    package var kind: String
    /// The exception's message, without the interpreter's guesses at what was meant.
    package var message: String

    /// The exception that the last line of the traceback names.
    package init(_ outcome: TestOutcome) {
        guard let last = outcome.errorOutput.split(whereSeparator: \.isNewline).last(where: { !$0.trimmed.isEmpty })
        else {
            kind = outcome.signal.map { "ended by signal \($0)" } ?? "exit status \(outcome.exitStatus ?? 1)"
            message = ""
            return
        }
        // "name 'x' is not defined. Did you mean: 'y'?" differs between releases of Python; the exception does not.
        let parts = last.trimmed.split(separator: ": ", maxSplits: 1)
        kind = parts.first.map(String.init) ?? ""
        message = parts.count > 1 ? String(parts[1]) : ""
        for guess in [". Did you mean: ", ". Did you forget to import "] {
            if let range = message.firstRange(of: guess) { message = String(message[..<range.lowerBound]) }
        }
    }

    /// `NameError: name 'b' is not defined`, with at most `maximum` characters of the message.
    package func summary(maximum: Int) -> String {
        message.isEmpty ? kind : "\(kind): \(message.prefix(maximum))"
    }
}
