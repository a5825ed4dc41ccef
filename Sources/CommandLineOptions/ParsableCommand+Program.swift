package import ArgumentParser

/// An error in what was asked, which the parser of the command line could not see. It ends the program as wrong usage does.
package protocol UsageError: Error {
    /// Whether it is one; an error that may be of either kind says which.
    var isUsage: Bool { get }
}

extension UsageError {
    package var isUsage: Bool { true }
}

extension ParsableCommand {
    /// Runs the program and ends the process: 0 after success, 1 after an error, 2 after wrong usage.
    ///
    /// An error is one sentence on standard error. A command that ends with a status of its own throws `ExitCode`.
    package static func runProgram(_ arguments: [String]) -> Never {
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
            Program.end(.success)
        } catch let error as any UsageError where error.isUsage {
            Program.complain("\(error)")
            Program.end(.usage)
        } catch let code as ExitCode {
            Program.end(Program.Status(rawValue: code.rawValue) ?? .failure)
        } catch {
            switch exitCode(for: error) {
            case .success:
                print(fullMessage(for: error))
                Program.end(.success)
            case .validationFailure:
                Program.complain(usageSentence(message(for: error)))
                Program.end(.usage)
            default:
                Program.complain("\(error)")
                Program.end(.failure)
            }
        }
    }

    /// ArgumentParser's message in the manner of the rest: small first letter, no full stop, a remedy.
    private static func usageSentence(_ message: String) -> String {
        var text = message.prefix(1).lowercased() + message.dropFirst().replacing("\n", with: " ")
        while text.last == "." { text.removeLast() }
        return text.contains(";") ? text : text + "; see \"assay --help\""
    }
}
