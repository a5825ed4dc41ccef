import ArgumentParser

/// Parameters set on the command line: `name=value ...`.
package struct AssignmentsArgument: ParsableArguments {
    /// A parameter set on the command line.
    package struct Assignment: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    @Argument(help: ArgumentHelp("Parameters that the script declares.", valueName: "name=value"))
    private var assignments: [String] = []

    package init() {}

    /// The parameters in the order given.
    package var list: [Assignment] {
        assignments.map { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Assignment(name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
        }
    }

    /// Says of the first that is no assignment what is wrong with it. Not part of parsing: `--sed 3` is a mistake about an option, which the
    /// parser knows only after all arguments are read.
    ///
    /// - Throws: `ValidationError`.
    package func check() throws {
        var names: Set<String> = []
        for (text, parameter) in zip(assignments, list) {
            let isName = parameter.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            guard text.contains("="), isName, parameter.name.first.map({ !$0.isNumber }) ?? false else {
                throw ValidationError("\"\(text)\" sets no parameter; write name=value, e.g. turns=5")
            }
            guard names.insert(parameter.name).inserted else {
                throw ValidationError("the parameter \"\(parameter.name)\" is set twice; keep one of the two")
            }
        }
    }
}
