package import Models
package import Rollouts
package import Torch

/// A token sequence and how much predicting each token counts; the first one's weight is 0.
package struct WeightedSequence: Sendable {
    package var tokens: [TokenID]
    package var weights: [Float]

    /// A sequence with one weight a token.
    package init(tokens: [TokenID], weights: [Float]) {
        precondition(tokens.count == weights.count)
        (self.tokens, self.weights) = (tokens, weights)
    }
}

extension WeightedSequence {
    /// A policy's own answers in an episode, each token as much as the next; what the environment said is context.
    ///
    /// - Parameters:
    ///   - window: the environment's; turns past it have a context, and so a sequence, of their own.
    ///   - onlyLast: whether only the last answer counts.
    package static func answers(of episode: Episode, window: Int?, onlyLast: Bool) -> [WeightedSequence] {
        guard let last = episode.turns.indices.last else { return [] }
        let together = window.map { min(last, $0) } ?? last
        var first = WeightedSequence(tokens: [], weights: [])
        for turn in 0...together {
            first.append(episode.turns[turn].prompt, weight: 0)
            first.append(episode.turns[turn].answer, weight: onlyLast && turn != last ? 0 : 1)
        }
        let later = (together..<last).map { before in
            var sequence = WeightedSequence(tokens: [], weights: [])
            sequence.append(episode.context(ofTurn: before + 1, window: window), weight: 0)
            sequence.append(episode.turns[before + 1].answer, weight: onlyLast && before + 1 != last ? 0 : 1)
            return sequence
        }
        return ([first] + later).filter { $0.weights.contains { $0 > 0 } }
    }

    private mutating func append(_ more: [TokenID], weight: Float) {
        tokens += more
        weights += [Float](repeating: weight, count: more.count)
    }
}

/// Supervised fine-tuning: next-token prediction on weighted sequences.
package final class FineTuner {
    /// What one pass over some data needs to know.
    package struct Settings: Sendable, Hashable {
        package var learningRate = 1e-3
        package var weightDecay = 0.05
        package var weightDecayOn = WeightDecayScope.matrices
        package var betas = [0.9, 0.98]
        package var gradientClip = 1.0
        /// Steps of linear warm-up of each pass.
        package var warmup = 50
        /// The learning rate of a pass's last step over the peak.
        package var final = 0.1
        /// Tokens in a batch, at most.
        package var batchTokens = 1536
        package var microBatching = MicroBatching()
        package var seed: UInt64 = 0

        /// The defaults.
        package init() {}
    }
    /// What happened in the steps since the last report.
    package struct Report: Sendable {
        package var step: Int
        package var steps: Int
        /// Weighted mean of -log p over the batches of this report, in nats a token.
        package var loss: Double
        package var learningRate: Double
        /// Tokens trained on since the pass began.
        package var tokens: Int
    }

    private let model: LanguageModel
    private var optimizer: AdamW
    private let settings: Settings
    private let interrupt: Interrupt
    private var passes = 0

    /// All that steps change, beside the model itself: the optimizer's means and variances.
    package var state: [Tensor] { optimizer.means + optimizer.variances }
    /// Steps that the optimizer took.
    package var steps: Int { optimizer.step }

    /// Tells that the model and `state` were made what they were after `steps` steps.
    package func restored(steps: Int) {
        optimizer.goOn(after: steps)
        model.parametersChanged()
    }

    /// A fine-tuner of all of the model's weights that are trained. The optimizer's state carries over from pass to pass.
    package init(model: LanguageModel, settings: Settings, interrupt: Interrupt = Interrupt()) throws {
        (self.model, self.settings, self.interrupt) = (model, settings, interrupt)
        optimizer = try AdamW(
            settings.weightDecayOn.groups(
                of: model.transformer.trainedParameters, learningRate: 1, weightDecay: settings.weightDecay),
            betas: (settings.betas[0], settings.betas[1]))
    }

    /// One pass over `data` in an order that follows from the seed.
    ///
    /// - Parameter learningRate: the pass's own peak, or that of the settings.
    package func pass(over data: [WeightedSequence], learningRate: Double? = nil) -> Pass {
        passes += 1
        let key = RandomKey(seed: settings.seed, purpose: .corpusOrder, update: passes)
        return Pass(
            tuner: self, batches: Self.batches(data, tokens: settings.batchTokens, key: key),
            peak: learningRate ?? settings.learningRate)
    }

    /// Sequences in random order, cut where the next one would exceed `tokens`.
    static func batches(_ data: [WeightedSequence], tokens: Int, key: RandomKey) -> [[WeightedSequence]] {
        var stream = key.stream()
        var batches: [[WeightedSequence]] = [], size = 0
        for index in stream.permutation(data.count) {
            let length = data[index].tokens.count
            if batches.isEmpty || size + length > tokens {
                batches.append([])
                size = 0
            }
            batches[batches.count - 1].append(data[index])
            size += length
        }
        return batches
    }

    /// The steps of one pass.
    package final class Pass {
        private let tuner: FineTuner
        private let batches: [[WeightedSequence]]
        private let peak: Double
        private let schedule: WarmupLinearDecay
        private var step = 0
        private var tokens = 0

        init(tuner: FineTuner, batches: [[WeightedSequence]], peak: Double) {
            (self.tuner, self.batches, self.peak) = (tuner, batches, peak)
            schedule = WarmupLinearDecay(
                warmup: tuner.settings.warmup, total: batches.count, final: tuner.settings.final)
        }

        /// Whether all steps were taken.
        package var isOver: Bool { step == batches.count }

        /// Counts the steps of one `advance` without taking them: their effect is restored.
        package func skip(steps: Int) {
            for batch in batches[step..<min(step + steps, batches.count)] {
                step += 1
                tokens += batch.reduce(0) { $0 + $1.tokens.count }
            }
        }

        /// Takes up to `steps` steps; nil when the pass is over.
        ///
        /// - Throws: `Diverged` when a number is not finite any more. The model then is what it was after the last step that was.
        package func advance(steps: Int) throws -> Report? {
            guard !isOver else { return nil }
            var losses = 0.0, weights = 0.0, rate = 0.0
            defer { tuner.model.parametersChanged() }
            for batch in batches[step..<min(step + steps, batches.count)] {
                try tuner.interrupt.check()
                step += 1
                tokens += batch.reduce(0) { $0 + $1.tokens.count }
                rate = peak * schedule.factor(step)
                let weight = batch.reduce(0) { $0 + $1.weights.reduce(0) { $0 + Double($1) } }
                guard weight > 0 else { continue }  // nothing in the batch counts
                losses += try Diverged.placed("step \(step) of \(batches.count)") {
                    try tuner.step(batch, weight: weight, learningRate: rate) * weight
                }
                weights += weight
            }
            try Diverged.placed("step \(step) of \(batches.count)") { try tuner.optimizer.checkFinite() }
            return Report(
                step: step, steps: batches.count, loss: weights > 0 ? losses / weights : 0, learningRate: rate,
                tokens: tokens)
        }
    }

    /// One optimizer step.
    ///
    /// - Returns: the batch's loss before it.
    private func step(_ batch: [WeightedSequence], weight: Double, learningRate: Double) throws -> Double {
        let transformer = model.transformer, shards = model.shards, micro = settings.microBatching
        let tokens = micro.tokens(of: transformer, shards: shards.count)
        let (gradient, losses) = try shardedGradient(
            shards, of: optimizer.parameters, activationBytes: micro.activationBytes(shards: shards.count)
        ) { shard, tape -> Double? in
            let part = WeightedBatch(Array(batch[shards.range(shard, of: batch.count)]))
            var terms: [Float] = []
            for run in part.sequences.runs(tokens: tokens) {
                guard let weighted = try transformer.weightedLogProbs(part[run], on: tape) else { continue }
                try tape.backward(weighted.sum() * -1 * (1 / weight))
                terms += try weighted.floats()
            }
            return terms.isEmpty ? nil : try (Tensor(terms).sum() * -1 * (1 / weight)).item()
        }
        let loss = losses.reduce(0, +)
        guard loss.isFinite else { throw Diverged("the loss") }
        try AdamW.clip(gradient, to: settings.gradientClip)
        try optimizer.step(gradients: gradient, scale: learningRate)
        return loss
    }
}
