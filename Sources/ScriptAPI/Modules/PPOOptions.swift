internal import LuaHost
internal import Training

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

    func validate() throws(LuaMismatch) {
        guard minibatches > episodes else { return }
        throw LuaMismatch("'minibatches' must be at most 'episodes', which is \(episodes), not \(minibatches)")
    }

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
