internal import LuaHost
internal import Models
internal import Training

extension AdvantageKind: LuaChoice {}
extension WeightDecayScope: LuaChoice {}
extension PPO.Settings.CriticKind: LuaChoice {}
extension PPO.Settings.ValueHeadStart: LuaChoice {}
extension PPO.Settings.ClipScope: LuaChoice {}
extension PPO.Settings.KLPlace: LuaChoice {}

let microbatchTokensHelp =
    "tokens that a shard computes at once, at most, or one conversation; decides memory and no number; what about 1 GB holds when left out"
let checkpointingHelp =
    "compute layers twice in place of keeping all of their numbers: a third slower, the same numbers; where 1 GB would not do when left out"

/// What PPO may vary; the paper's own numbers are in parentheses.
struct PPOOptions: LuaOptions {
    @LuaParameter("policy", "is changed in place") var policy: PolicyObject
    @LuaParameter("environment", "where episodes come from") var environment: EnvironmentObject
    @LuaParameter("name", "what the record calls it: \"ppo\", then \"ppo 2\", when left out") var name: String?
    @LuaParameter("seed", "of its episodes and minibatches; the run's when left out", .optional(.in(0...))) var seed:
        Int?
    @LuaParameter("episodes", "episodes of an update (1024)", .in(1...1_000_000)) var episodes = 96
    @LuaParameter("epochs", "passes over the episodes", .in(1...1000)) var epochs = 1
    @LuaParameter("minibatches", "optimizer steps of a pass (4)", .in(1...10_000)) var minibatches = 2
    @LuaParameter("learning_rate", "peak rate of AdamW (2e-7)", .in(0...10)) var learningRate = 5e-4
    @LuaParameter("value_learning_rate", "peak rate of the value head", .in(0...10)) var valueLearningRate = 3e-3
    @LuaParameter("weight_decay", "of AdamW (0.1)", .in(0...10)) var weightDecay = 0.0
    @LuaParameter("weight_decay_on", "matrices: projections, embeddings and the value head; all: norms and biases too")
    var weightDecayOn = WeightDecayScope.matrices
    @LuaParameter(
        "warmup", "updates in which the rate rises linearly to its peak, all of them when there are fewer", .in(0...))
    var warmup = 10
    @LuaParameter(
        "final", "the last update's rate over the peak, to which it falls linearly after the warm-up", .in(0...1))
    var final = 0.1
    @LuaParameter("clip", "how far the probability ratio may leave 1 (0.2)", .above(0)) var clip = 0.2
    @LuaParameter("kl", "beta, the weight of the KL penalty (0.05)", .in(0...)) var kl = 0.05
    @LuaParameter(
        "kl_in",
        "reward: taken off each turn's (reward); loss: an estimate at each token, r - 1 - log r with r = reference / policy, as in GRPO"
    ) var klIn = PPO.Settings.KLPlace.reward
    @LuaParameter("gradient_clip", "the gradient's largest norm", .above(0)) var gradientClip = 1.0
    @LuaParameter(
        "gradient_clip_over",
        "what that norm is of: all, or each of policy and critic; each for a separate critic, else all, when left out")
    var gradientClipOver: PPO.Settings.ClipScope?
    @LuaParameter(
        "advantage",
        "turn_value: return minus the value of the turn's prompt (turn_value); token_value: GAE over tokens; group: over the conversations about a problem (GRPO); leave_one_out: RLOO; none: the plain return"
    ) var advantage = AdvantageKind.turnValue
    @LuaParameter("lambda", "of the advantage token_value; 1 sums all that follows", .in(0...1)) var lambda = 1.0
    @LuaParameter(
        "normalize",
        "divide advantages by their deviation; true for turn_value, token_value and group (by the group's), else false, when left out"
    ) var normalize: Bool?
    @LuaParameter(
        "critic",
        "shared: the policy's trunk; separate: a copy of its own (separate); or a policy to go on with as a separate one; shared when left out, none where the advantage needs none"
    ) var critic: LuaEither<PPO.Settings.CriticKind, PolicyObject>?
    @LuaParameter("value_head", "how a value head starts that no checkpoint has: random weights (random) or zero")
    var valueHead = PPO.Settings.ValueHeadStart.random
    @LuaParameter("value_clip", "how far a value may leave the old one (0.2)", .above(0)) var valueClip = 0.2
    @LuaParameter("value_coefficient", "the value loss's weight", .in(0...)) var valueCoefficient = 0.5
    @LuaParameter("microbatch_tokens", microbatchTokensHelp, .optional(.in(1...))) var microbatchTokens: Int?
    @LuaParameter("checkpointing", checkpointingHelp) var checkpointing: Bool?

    func validate() throws(LuaMismatch) {
        try policy.checkTrainable()
        if minibatches > episodes {
            throw LuaMismatch("'minibatches' must be at most 'episodes', which is \(episodes), not \(minibatches)")
        }
        guard let critic = try critic?.second?.model else { return }
        let model = try policy.model
        try self.critic?.second?.checkTrainable("critic")
        if critic === model {
            throw LuaMismatch("'critic' is the policy itself: write critic = \"shared\", or give it a copy")
        }
        let (expected, found) = (model.transformer.config.vocabularySize, critic.transformer.config.vocabularySize)
        if expected != found {
            throw LuaMismatch("'critic' knows \(found) tokens, but the policy \(expected): they must share a tokenizer")
        }
    }

    func settings(updates: Int, runSeed: UInt64) -> PPO.Settings {
        var settings = PPO.Settings()
        settings.seed = seed.map { UInt64($0) } ?? runSeed
        (settings.updates, settings.episodes, settings.epochs) = (updates, episodes, epochs)
        (settings.minibatches, settings.learningRate, settings.valueLearningRate) =
            (minibatches, learningRate, valueLearningRate)
        (settings.weightDecay, settings.weightDecayOn) = (weightDecay, weightDecayOn)
        (settings.warmup, settings.final, settings.clip, settings.valueClip) = (warmup, final, clip, valueClip)
        (settings.valueCoefficient, settings.kl) = (valueCoefficient, kl)
        (settings.gradientClip, settings.gradientClipOver) = (gradientClip, gradientClipOver)
        (settings.advantage, settings.lambda, settings.normalizesAdvantages) = (advantage, lambda, normalize)
        (settings.valueHead, settings.klIn) = (valueHead, klIn)
        settings.microBatching = MicroBatching(tokens: microbatchTokens, checkpointing: checkpointing)
        switch critic {
        case nil: settings.critic = nil
        case .first(let kind): settings.critic = kind
        case .second: settings.critic = .separate
        }
        return settings
    }
}
