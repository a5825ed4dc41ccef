package import Rollouts

extension MiniContests {
    /// A composition with one alternative chosen for each part: what a statement may mean.
    package struct Reading: Sendable, Hashable {
        /// The part in each place, an index into `Part.kinds`.
        package var parts: [Int]
        /// The alternative of each part.
        package var alternatives: [Int]

        /// A reading from its choices.
        package init(parts: [Int], alternatives: [Int]) {
            (self.parts, self.alternatives) = (parts, alternatives)
        }

        /// A reading drawn at random.
        ///
        /// - Parameter convention: how often an ambiguous part has its conventional alternative; 0 draws uniformly.
        package init(parts: [Int], convention: Double = 0, using random: inout RandomStream) {
            self.parts = parts
            alternatives = []
            for (kind, index) in parts.enumerated() {
                let part = Part.kinds[kind][index]
                alternatives.append(Self.alternative(of: part, convention: convention, using: &random))
            }
        }

        private static func alternative(
            of part: Part, convention: Double, using random: inout RandomStream
        ) -> Int {
            let count = part.alternatives.count
            guard count > 1 else { return 0 }
            guard convention > 0 else { return random.below(count) }
            if random.uniform() < convention { return part.conventional }
            let other = random.below(count - 1)
            return other < part.conventional ? other : other + 1
        }

        /// The program that does what this reading says.
        package var program: Program {
            var steps: [Transformation] = []
            var printing = Printing.plain
            for kind in parts.indices {
                switch Part.kinds[kind][parts[kind]].alternatives[alternatives[kind]] {
                case .nothing: break
                case .step(let step): steps.append(step)
                case .print(let line): printing = line
                }
            }
            return Program(steps: steps, printing: printing)
        }
    }
}
