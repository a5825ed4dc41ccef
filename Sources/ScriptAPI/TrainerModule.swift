internal import LuaHost
internal import Models
internal import Rendering
internal import Rollouts
internal import RunStore
internal import Training

extension ScriptHost {
    /// `trainer`: what changes a policy.
    func trainerModule() -> LuaModule {
        LuaModule(
            "trainer", "What changes a policy.",
            [
                .function(
                    "ppo", "RLEF's trainer: PPO with a turn-level value and the KL penalty in the reward.",
                    options: PPOOptions.self, returns: "the trainer"
                ) { [unowned self] options in PPOObject(options, host: self) },
                .function(
                    "sft", "Supervised fine-tuning on weighted conversations.", options: SFTOptions.self,
                    returns: "the trainer"
                ) { [unowned self] options in try SFTObject(options, host: self) },
            ])
    }
}

/// What PPO may vary; the paper's own numbers are in parentheses.
struct PPOOptions: LuaOptions {
    enum CriticKind: String, LuaChoice { case shared, separate }
    @LuaParameter("policy", "is changed in place") var policy: PolicyObject
    @LuaParameter("environment", "where episodes come from") var environment: EnvironmentObject
    @LuaParameter("episodes", "episodes of an update (1024)", .in(1...1_000_000)) var episodes = 96
    @LuaParameter("epochs", "passes over the episodes", .in(1...1000)) var epochs = 1
    @LuaParameter("minibatches", "optimizer steps of a pass (4)", .in(1...10_000)) var minibatches = 2
    @LuaParameter("learning_rate", "peak rate of AdamW (2e-7)", .in(0...10)) var learningRate = 5e-4
    @LuaParameter("value_learning_rate", "peak rate of the value head", .in(0...10)) var valueLearningRate = 3e-3
    @LuaParameter("weight_decay", "of AdamW (0.1)", .in(0...10)) var weightDecay = 0.0
    @LuaParameter("warmup", "updates of linear warm-up; then the rate falls linearly to a tenth", .in(0...))
    var warmup = 10
    @LuaParameter("clip", "how far the probability ratio may leave 1 (0.2)", .above(0)) var clip = 0.2
    @LuaParameter("value_clip", "how far a value may leave the old one (0.2)", .above(0)) var valueClip = 0.2
    @LuaParameter("value_coefficient", "the value loss's weight", .in(0...)) var valueCoefficient = 0.5
    @LuaParameter("kl", "beta, the KL penalty in the reward (0.05)", .in(0...)) var kl = 0.05
    @LuaParameter("gradient_clip", "the gradient's largest norm", .above(0)) var gradientClip = 1.0
    @LuaParameter("normalize", "divide advantages by their deviation") var normalize = true
    @LuaParameter("critic", "shared: the policy's trunk; separate: a copy of its own (separate)") var critic =
        CriticKind.shared

    func settings(updates: Int, seed: UInt64) -> PPO.Settings {
        var settings = PPO.Settings()
        (settings.updates, settings.seed, settings.episodes, settings.epochs) = (updates, seed, episodes, epochs)
        (settings.minibatches, settings.learningRate, settings.valueLearningRate) =
            (minibatches, learningRate, valueLearningRate)
        (settings.weightDecay, settings.warmup, settings.clip, settings.valueClip) =
            (weightDecay, warmup, clip, valueClip)
        (settings.valueCoefficient, settings.kl, settings.gradientClip) = (valueCoefficient, kl, gradientClip)
        settings.normalizesAdvantages = normalize
        settings.critic = critic == .shared ? .shared : .separate
        return settings
    }
}

/// PPO as scripts hold it.
final class PPOObject: LuaObject {
    private let options: PPOOptions
    private unowned let host: ScriptHost
    private var ppo: PPO?

    init(_ options: PPOOptions, host: ScriptHost) { (self.options, self.host) = (options, host) }

    static let luaName = "PPO"
    static var luaClass: LuaClass<PPOObject> {
        LuaClass(
            luaName, "Trains a policy on episodes of an environment.",
            [
                .property("policy", "what it trains") { $0.options.policy },
                .method(
                    "updates", "Trains on, and records the episodes.",
                    LuaParameter(
                        "count", "how many updates; the first call's number is the learning rate's schedule", .in(1...),
                        as: Int.self),
                    returns: "the metrics of each update, for run.log"
                ) { (ppo, count: Int) in try ppo.updates(count) },
            ])
    }

    private func updates(_ count: Int) throws -> LuaIterator<LuaTable> {
        let ppo =
            try self.ppo
            ?? PPO(
                policy: options.policy.model, environment: options.environment.environment,
                settings: options.settings(updates: count, seed: host.request.seed))
        self.ppo = ppo
        let last = ppo.update + count, began = ContinuousClock.now, first = ppo.update
        return LuaIterator<LuaTable> { [self] in
            guard ppo.update < last else {
                host.progress?.clear()
                return nil
            }
            let report = try ppo.advance()
            try host.run().episodes(
                report.episodes, origin: .update(ppo.update), decode: options.policy.model.codec.decode)
            let elapsed = (ContinuousClock.now - began).seconds
            let left = elapsed / Double(ppo.update - first) * Double(last - ppo.update)
            host.progress?.show(Self.line(report, update: ppo.update, of: last, left: left))
            return Self.table(report, update: ppo.update)
        }
    }

    private static func line(_ report: PPO.Report, update: Int, of last: Int, left: Double) -> String {
        let rate = Double(report.tokens) / (report.rollout + report.training).seconds
        return [
            "update \(update)/\(last)", "reward \(NumberFormat.fixed(report.reward, places: 2))",
            "solved \(NumberFormat.fixed(report.solveRate, places: 2))",
            "KL \(NumberFormat.fixed(report.kl, places: 3))",
            "invalid \(NumberFormat.fixed(report.invalidRate, places: 3))", "\(NumberFormat.short(rate)) tokens/s",
            "\(NumberFormat.duration(left)) left",
        ].joined(separator: "  ")
    }

    private static func table(_ report: PPO.Report, update: Int) -> LuaTable {
        [
            "step": update, "reward": report.reward, "solve_rate": report.solveRate,
            "solve_rate_first_turn": report.firstTurnSolveRate, "turns": report.turns,
            "invalid_rate": report.invalidRate, "kl": report.kl, "entropy": report.entropy,
            "policy_loss": report.policyLoss, "value_loss": report.valueLoss, "clip_fraction": report.clipFraction,
            "explained_variance": report.explainedVariance, "advantage_deviation": report.advantageDeviation,
            "gradient_norm": report.gradientNorm, "learning_rate": report.learningRate,
            "sampled_tokens": report.sampledTokens, "tokens": report.tokens,
            "time": [
                "rollout_seconds": report.rollout.seconds, "training_seconds": report.training.seconds,
                "tokens_per_second": Double(report.tokens) / (report.rollout + report.training).seconds,
            ] as LuaTable,
        ]
    }
}

/// What supervised fine-tuning may vary.
struct SFTOptions: LuaOptions {
    @LuaParameter("policy", "is changed in place") var policy: PolicyObject
    @LuaParameter("batch_tokens", "tokens of a batch, at most", .in(1...10_000_000)) var batchTokens = 1536
    @LuaParameter("weight_decay", "of AdamW, on matrices", .in(0...10)) var weightDecay = 0.05
    @LuaParameter("warmup", "steps of linear warm-up; then the rate falls linearly to a tenth", .in(0...)) var warmup =
        50
    @LuaParameter("gradient_clip", "the gradient's largest norm", .above(0)) var gradientClip = 1.0
}

/// One pass over a corpus.
struct PassOptions: LuaOptions {
    @LuaParameter("corpus", "what is imitated", position: 1) var corpus: CorpusObject
    @LuaParameter("learning_rate", "peak rate of AdamW", .in(0...10)) var learningRate = 1e-3
    @LuaParameter("every", "optimizer steps of one report", .in(1...)) var every = 50
}

/// Supervised fine-tuning as scripts hold it.
final class SFTObject: LuaObject {
    private let options: SFTOptions
    private let tuner: FineTuner
    private unowned let host: ScriptHost

    init(_ options: SFTOptions, host: ScriptHost) throws {
        (self.options, self.host) = (options, host)
        var settings = FineTuner.Settings()
        (settings.weightDecay, settings.gradientClip, settings.warmup) =
            (options.weightDecay, options.gradientClip, options.warmup)
        (settings.batchTokens, settings.seed) = (options.batchTokens, host.request.seed)
        tuner = try FineTuner(model: options.policy.model, settings: settings)
    }

    static let luaName = "SFT"
    static var luaClass: LuaClass<SFTObject> {
        LuaClass(
            luaName, "Imitates conversations. The optimizer's state carries over from pass to pass.",
            [
                .property("policy", "what it trains") { $0.options.policy },
                .method(
                    "pass", "Trains on each conversation once.", options: PassOptions.self,
                    returns: "metrics every so many steps, for run.log"
                ) { trainer, options in try trainer.pass(options) },
            ])
    }

    private func pass(_ options: PassOptions) throws -> LuaIterator<LuaTable> {
        let pass = tuner.pass(
            over: try options.corpus.sequences(for: self.options.policy), learningRate: options.learningRate)
        let began = ContinuousClock.now
        return LuaIterator<LuaTable> { [self] in
            guard let report = try pass.advance(steps: options.every) else {
                host.progress?.clear()
                return nil
            }
            let elapsed = (ContinuousClock.now - began).seconds
            let left = elapsed / Double(report.step) * Double(report.steps - report.step)
            host.progress?.show(
                "step \(report.step)/\(report.steps)  loss \(NumberFormat.fixed(report.loss, places: 3))  "
                    + "\(NumberFormat.short(Double(report.tokens) / elapsed)) tokens/s  "
                    + "\(NumberFormat.duration(left)) left")
            return [
                "loss": report.loss, "learning_rate": report.learningRate, "tokens": report.tokens,
                "time": ["tokens_per_second": Double(report.tokens) / elapsed] as LuaTable,
            ]
        }
    }
}
