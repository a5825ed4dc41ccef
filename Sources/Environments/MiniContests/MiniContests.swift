/// The built-in domain: short Python programs over lists of integers, with statements underspecified on purpose.
///
/// A problem is a composition of three parts (select, map, out) and one hidden alternative for every part that has
/// several. The statement names the parts only, so a policy must read the alternatives from execution feedback.
package enum MiniContests {
    /// The first line of every program.
    package static let readLine = "a=list(map(int,input().split()))\n"
    /// An answer that did not end within this many tokens holds no valid code.
    package static let maximumAnswerTokens = 26
    /// How often an ambiguous part of a training or test problem has its conventional alternative.
    package static let conventionProbability = 0.4
    static let publicTests = 2
    static let privateTests = 6

    /// The problems of a split, made on demand.
    ///
    /// - Parameters:
    ///   - count: how many problems the set holds.
    ///   - seed: another seed gives other problems of the same compositions.
    ///   - excluded: names of parts that no training problem may have, see `Split.compositions(excluding:)`.
    package static func problems(
        _ split: Split, count: Int, seed: UInt64, excluding excluded: Set<String> = []
    ) -> Problems {
        Problems(split: split, count: count, seed: seed, excluding: excluded)
    }

    /// The supervised conversations of a recipe, made on demand.
    package static func conversations(_ recipe: Corpus.Recipe, seed: UInt64) -> Corpus {
        Corpus(recipe: recipe, seed: seed)
    }
}

extension MiniContests {
    /// What a set of problems is for.
    package enum Split: String, Sendable, CaseIterable {
        case train, valid, test

        /// `valid` and `test` share the held-out compositions, but never a random number.
        package var compositions: [Composition] { self == .train ? Composition.training : Composition.heldOut }

        /// Those of `compositions` that are left where training does without some parts: for `train` those that have none of
        /// them, for `valid` and `test` those that have one at least, so that they ask for what was never trained on.
        package func compositions(excluding excluded: Set<String>) -> [Composition] {
            guard !excluded.isEmpty else { return compositions }
            return compositions.filter { composition in
                composition.parts.contains { excluded.contains($0.name) } != (self == .train)
            }
        }

        /// The split's number in random keys. Part of every recorded run: never renumber.
        var stream: Int {
            switch self {
            case .train: 0
            case .valid: 1
            case .test: 2
            }
        }
    }
}
