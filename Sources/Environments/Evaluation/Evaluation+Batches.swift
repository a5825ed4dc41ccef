package import Rollouts

extension Evaluation {
    /// What is sampled, and for what.
    package enum Part: String, Sendable, Hashable, CaseIterable {
        /// Conversations of as many turns as the configuration says.
        case conversations = "evaluation"
        /// Single-turn samples, for what as many programs are worth without feedback.
        case independent
        /// One program for each of the first problems: what those that fail earn is what random feedback is drawn from, all
        /// evaluation through. They count for nothing.
        case warmUp = "warm-up"

        /// Random numbers of a part are keyed from here on.
        private var stream: Int {
            switch self {
            case .conversations: 0
            case .independent: 1 << 24
            case .warmUp: 1 << 25
            }
        }

        /// The key of one conversation: the `sample`-th about a problem, from 0.
        package func key(seed: UInt64, sample: Int, problem: Int) -> RandomKey {
            RandomKey(seed: seed, purpose: .evaluation, update: stream + sample, episode: problem)
        }
    }

    /// Problems that the warm-up takes at most.
    package static let warmUpProblems = 256

    /// Conversations that are played together.
    package struct Batch: Sendable, Hashable {
        package var part: Part
        /// Which conversation about each problem, from 0.
        package var sample: Int
        package var problems: Range<Int>
    }

    /// What is to be played for a list of `count` problems.
    ///
    /// - Throws: `InvalidOption`.
    package func batches(_ count: Int) throws -> [Batch] {
        let checks = [
            ("samples", samples, 1), ("independent samples", independentSamples, 0), ("batch size", batchSize, 1),
            ("problems", count, 1), ("resamples", resamples, 1),
        ]
        for (name, value, least) in checks where value < least {
            throw InvalidOption(name: name, value: "\(value)", allowed: "at least \(least)")
        }
        let warmUp = config.feedback.value == .random ? [0..<min(count, Self.warmUpProblems)] : []
        let ranges = stride(from: 0, to: count, by: batchSize).map { $0..<min($0 + batchSize, count) }
        func batches(_ part: Part, _ samples: Int) -> [Batch] {
            (0..<samples).flatMap { sample in ranges.map { Batch(part: part, sample: sample, problems: $0) } }
        }
        return warmUp.map { Batch(part: .warmUp, sample: 0, problems: $0) } + batches(.conversations, samples)
            + batches(.independent, independentSamples)
    }
}
