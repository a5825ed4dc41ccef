package import Rollouts
internal import Torch

extension PPO {
    /// What one optimizer step saw; shards' parts add up.
    struct StepReport {
        var policyLoss = 0.0, valueLoss = 0.0, klLoss = 0.0, entropy = 0.0, clipFraction = 0.0, gradientNorm = 0.0

        /// - Throws: `Diverged` for a loss that is not finite.
        func checkFinite() throws {
            let losses = [
                ("the policy loss", policyLoss), ("the value loss", valueLoss), ("the KL in the loss", klLoss),
            ]
            for (what, loss) in losses where !loss.isFinite { throw Diverged(what) }
        }

        static func + (a: StepReport, b: StepReport) -> StepReport {
            StepReport(
                policyLoss: a.policyLoss + b.policyLoss, valueLoss: a.valueLoss + b.valueLoss,
                klLoss: a.klLoss + b.klLoss, entropy: a.entropy + b.entropy,
                clipFraction: a.clipFraction + b.clipFraction,
                gradientNorm: a.gradientNorm + b.gradientNorm)
        }
    }

    /// The terms of the sums that a step reports, in the order of a shard's tokens and values.
    struct StepTerms {
        private var gains: [Float] = [], ratios: [Float] = [], entropies: [Float] = [], errors: [Float] = []
        private var divergences: [Float] = []

        mutating func add(gains: Tensor, ratio: Tensor, entropies: Tensor?) throws {
            self.gains += try gains.floats()
            ratios += try ratio.floats()
            self.entropies += try entropies?.floats() ?? []
        }
        mutating func add(errors: Tensor) throws { self.errors += try errors.floats() }
        mutating func add(divergences: Tensor) throws { self.divergences += try divergences.floats().map { $0 - 1 } }

        /// - Parameters:
        ///   - tokens: of all shards.
        ///   - valued: values of all shards.
        func report(tokens: Double, valued: Double, clip: Double) throws -> StepReport {
            StepReport(
                policyLoss: try (Tensor(gains).sum() * -1).item() / tokens,
                valueLoss: try (Tensor(errors).sum() * 0.5).item() / valued,
                klLoss: try Tensor(divergences).sum().item() / tokens,
                entropy: try Tensor(entropies).sum().item() / tokens,
                clipFraction: ratios.reduce(0) { $0 + (abs(Double($1) - 1) > clip ? 1 : 0) } / tokens)
        }
    }

    /// What one update did. Losses, entropy and the like are means over its optimizer steps.
    package struct Report: Sendable {
        /// The update's episodes, in order.
        package private(set) var episodes: [Episode] = []
        /// Mean over episodes of the environment's rewards, without the KL penalty.
        package private(set) var reward = 0.0
        /// Share of episodes whose last program passes all tests.
        package private(set) var solveRate = 0.0
        /// Share of episodes solved by the first program.
        package private(set) var firstTurnSolveRate = 0.0
        /// Mean number of turns.
        package private(set) var turns = 0.0
        /// Share of turns without valid code.
        package private(set) var invalidRate = 0.0
        /// Mean over turns of KL_t to the initial policy, in nats a token.
        package private(set) var kl = 0.0
        /// Mean entropy of the next-token distribution at the policy's own tokens, in nats.
        package private(set) var entropy = 0.0
        package private(set) var policyLoss = 0.0
        /// nil without a critic.
        package private(set) var valueLoss: Double?
        /// Mean over tokens of the estimate of KL(pi, rho) whose beta-fold is in the loss; nil where it is in the reward.
        package private(set) var klLoss: Double?
        /// Share of tokens whose ratio left the clip range.
        package private(set) var clipFraction = 0.0
        /// Standard deviation of the advantages before normalisation.
        package private(set) var advantageStandardDeviation = 0.0
        /// Share of the returns' variance that the values explain; nil without a critic.
        package private(set) var explainedVariance: Double?
        /// Norm of the gradient before clipping, that of the policy's part where policy and critic are clipped apart.
        package private(set) var gradientNorm = 0.0
        package private(set) var learningRate = 0.0
        /// Tokens of all episodes: the policy's own, and all.
        package private(set) var sampledTokens = 0
        package private(set) var tokens = 0
        /// Wall time of sampling with execution, and of training.
        package var rollout = Duration.zero
        package private(set) var training = Duration.zero
        private var steps = 0.0, valueLosses = 0.0, klLosses = 0.0

        mutating func add(_ step: StepReport) {
            steps += 1
            policyLoss += step.policyLoss
            valueLosses += step.valueLoss
            klLosses += step.klLoss
            entropy += step.entropy
            clipFraction += step.clipFraction
            gradientNorm += step.gradientNorm
        }

        mutating func finish(
            episodes: [Episode], kl: [Double], values: [Double], targets: [Double], standardDeviation: Double,
            klIn: Settings.KLPlace, learningRate: Double, training: Duration
        ) {
            (self.episodes, self.learningRate) = (episodes, learningRate)
            (self.training, advantageStandardDeviation) = (training, standardDeviation)
            steps = max(1, steps)
            policyLoss /= steps
            entropy /= steps
            clipFraction /= steps
            gradientNorm /= steps
            let summary = EpisodeSummary(episodes)
            (reward, solveRate, firstTurnSolveRate) = (summary.reward, summary.solveRate, summary.firstTurnSolveRate)
            (turns, invalidRate) = (summary.turns, summary.invalidRate)
            (sampledTokens, tokens) = (summary.sampledTokens, summary.tokens)
            self.kl = kl.mean
            if klIn == .loss { klLoss = klLosses / steps }
            guard !values.isEmpty else { return }
            valueLoss = valueLosses / steps
            let spread = targets.standardDeviation, error = zip(targets, values).map(-).standardDeviation
            explainedVariance = spread > 0 ? 1 - error * error / (spread * spread) : 0
        }
    }
}
