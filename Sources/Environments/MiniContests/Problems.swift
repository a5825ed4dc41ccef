package import Rollouts

extension MiniContests {
    /// The problems of one split: each a function of the seed and its index.
    package struct Problems: TemplatedProblemSet {
        package let split: Split
        package let count: Int
        package let seed: UInt64
        package let name: String
        private let compositions: [Composition]

        init(split: Split, count: Int, seed: UInt64, excluding excluded: Set<String>) {
            (self.split, self.count, self.seed) = (split, count, seed)
            compositions = split.compositions(excluding: excluded)
            let names = Part.names.filter { excluded.contains($0) }
            name = "minicontests/" + split.rawValue + (names.isEmpty ? "" : " without \(names.joined(separator: ", "))")
        }

        package var template: any PromptTemplate { MiniContests.Template() }

        package func problem(at index: Int) throws -> Problem {
            guard (0..<count).contains(index) else { throw ProblemIndexError(index: index, set: name, count: count) }
            return draft(at: index).problem(named: "\(name)/\(index)")
        }

        /// What the problem at `index` hides from the policy.
        package func reading(at index: Int) -> Reading { draft(at: index).reading }

        private func draft(at index: Int) -> Draft {
            var random = RandomKey(seed: seed, purpose: .problems, update: split.stream, episode: index).stream()
            return Draft(compositions: compositions, convention: conventionProbability, using: &random)
        }
    }

    /// A problem before it has a name: a composition, its hidden reading, and tests that it passes.
    struct Draft {
        let composition: Composition
        let reading: Reading
        let tests: [TestCase]

        init(compositions: [Composition], convention: Double, using random: inout RandomStream) {
            composition = compositions[random.below(compositions.count)]
            reading = Reading(parts: composition.indices, convention: convention, using: &random)
            tests = Self.tests(of: reading.program, using: &random)
        }

        /// Inputs are drawn again when the program prints nothing, or 32 characters or more.
        private static func tests(of program: Program, using random: inout RandomStream) -> [TestCase] {
            var tests: [TestCase] = []
            while tests.count < publicTests + privateTests {
                let length = tests.count < publicTests ? 5 : 4 + random.below(4)
                let input = (0..<length).map { _ in random.below(10) }
                let expected = program.output(input)
                guard (1..<32).contains(expected.utf8.count) else { continue }
                tests.append(TestCase(input: input.map(String.init).joined(separator: " "), expected: expected))
            }
            return tests
        }

        func problem(named name: String) -> Problem {
            Problem(
                name: name, statement: composition.statement, publicTests: Array(tests[..<publicTests]),
                privateTests: Array(tests[publicTests...]), cluster: composition.cluster)
        }
    }
}
