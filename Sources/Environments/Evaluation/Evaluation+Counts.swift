package import JSON

extension Evaluation {
    /// What came of one batch, as far as the rest of the evaluation needs it.
    package struct Outcome: Sendable, Hashable {
        package var tallies: [EpisodeTally]
        /// What a warm-up's programs earned.
        package var earned: FeedbackPool

        /// The outcome of a batch that was played.
        package init(_ rollout: Rollout, of batch: Batch) {
            tallies = rollout.episodes.map { EpisodeTally($0) }
            earned = batch.part == .warmUp ? rollout.earned : FeedbackPool()
        }

        /// For journals.
        package var json: JSONValue { ["tallies": .array(tallies.map(\.json)), "earned": earned.json] }

        /// Reads what `json` wrote; nil for anything else.
        package init?(_ json: JSONValue) {
            guard let tallies = json["tallies"]?.array, let earned = json["earned"].flatMap({ FeedbackPool($0) })
            else { return nil }
            self.tallies = tallies.compactMap { EpisodeTally($0) }
            self.earned = earned
            if self.tallies.count != tallies.count { return nil }
        }
    }

    /// What the batches so far came to.
    package struct Counts: Sendable {
        /// What random feedback is drawn from.
        package private(set) var pool = FeedbackPool()
        /// By sample, then by problem.
        private var conversations: [[EpisodeTally]] = [], independent: [[EpisodeTally]] = []
        /// Conversations played.
        package private(set) var played = 0

        package init() {}

        /// Takes what came of a batch; batches come in the order of `batches`.
        package mutating func take(_ batch: Batch, _ outcome: Outcome) {
            played += outcome.tallies.count
            func add(_ samples: inout [[EpisodeTally]]) {
                if samples.count == batch.sample { samples.append([]) }
                samples[batch.sample] += outcome.tallies
            }
            switch batch.part {
            case .warmUp: pool = outcome.earned
            case .conversations: add(&conversations)
            case .independent: add(&independent)
            }
        }

        /// The report of an evaluation all of whose batches were taken.
        ///
        /// - Parameter clusters: of the problems, where intervals draw them together.
        package func report(of evaluation: Evaluation, clusters: [String]? = nil) -> EvaluationReport {
            EvaluationReport(
                turns: evaluation.config.turns, conversations: conversations, independent: independent,
                seed: evaluation.seed, resamples: evaluation.resamples, clusters: clusters)
        }
    }
}
