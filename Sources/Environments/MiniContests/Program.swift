package import Rollouts

extension MiniContests {
    /// A program of the domain's own lines: its text, and what Python makes of it.
    package struct Program: Sendable, Hashable {
        package var steps: [Transformation]
        package var printing: Printing
        /// A name that the last line uses instead of `a`; nothing defines it.
        package var undefinedName: String?

        /// A program from its lines.
        package init(steps: [Transformation], printing: Printing, undefinedName: String? = nil) {
            (self.steps, self.printing, self.undefinedName) = (steps, printing, undefinedName)
        }

        /// The program's text.
        package var source: String {
            var text = readLine
            for step in steps { text += step.python }
            return text + printing.python(list: undefinedName ?? "a")
        }

        /// What the program prints, without the newline. Does not heed `undefinedName`.
        func output(_ input: [Int]) -> String {
            var list = input
            for step in steps { step.apply(to: &list) }
            return printing.output(list)
        }

        /// What an executor says of this program, found without one.
        package func judgement(on tests: [TestCase], stopsAtFirstFailure: Bool = true) -> Judgement {
            var outcomes: [TestOutcome] = []
            for test in tests {
                let outcome = outcome(on: test)
                outcomes.append(outcome)
                if stopsAtFirstFailure, outcome.verdict != .accepted { break }
            }
            return Judgement(outcomes: outcomes)
        }

        private func outcome(on test: TestCase) -> TestOutcome {
            if let undefinedName {
                return TestOutcome(
                    verdict: .runtimeError, errorOutput: "NameError: name '\(undefinedName)' is not defined\n",
                    exitStatus: 1)
            }
            let printed = output(test.input.split(separator: " ").compactMap { Int($0) })
            return TestOutcome(verdict: printed == test.expected ? .accepted : .wrongAnswer, output: printed)
        }
    }
}

extension MiniContests.Program {
    /// The program of a text made of the domain's lines: the reading line, lines that change the list, one that prints.
    /// Any other text gives nil, also where Python would run it.
    package init?(parsing source: String) {
        guard source.hasPrefix(MiniContests.readLine) else { return nil }
        var lines = source.dropFirst(MiniContests.readLine.count).split(separator: "\n").map { $0 + "\n" }
        guard let last = lines.popLast(), let (printing, name) = Self.printings[String(last)] else { return nil }
        var steps: [MiniContests.Transformation] = []
        for line in lines {
            guard let step = Self.transformations[String(line)] else { return nil }
            steps.append(step)
        }
        // Repeated squares outgrow the integers of this interpreter; no conversation of the domain gets so far.
        guard steps.count <= 4 else { return nil }
        self.init(steps: steps, printing: printing, undefinedName: name)
    }

    private static let transformations: [String: MiniContests.Transformation] = {
        var table: [String: MiniContests.Transformation] = [:]
        for case .step(let step) in MiniContests.Part.kinds.joined().flatMap(\.alternatives) {
            table[step.python] = step
        }
        return table
    }()

    private static let printings: [String: (MiniContests.Printing, undefinedName: String?)] = {
        var table: [String: (MiniContests.Printing, undefinedName: String?)] = [:]
        for case .print(let printing) in MiniContests.Part.kinds.joined().flatMap(\.alternatives) {
            table[printing.python()] = (printing, nil)
            table[printing.python(list: "b")] = (printing, "b")
        }
        return table
    }()
}
