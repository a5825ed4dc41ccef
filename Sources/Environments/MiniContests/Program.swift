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
