internal import LuaHost
internal import Training

/// What supervised fine-tuning may vary.
struct SFTOptions: LuaOptions {
    @LuaParameter("policy", "is changed in place") var policy: PolicyObject
    @LuaParameter("episodes", "what passes imitate where they name nothing else: episodes of env:play or ppo:episodes")
    var episodes: EpisodeList?
    @LuaParameter(
        "keep", "a function of an episode that says whether it is imitated; all are when left out",
        spelled: ScriptFunctions.spelled("keep", in: "function?")) var keep: LuaCallback?
    @LuaParameter("only_last", "imitate each episode's last answer alone; earlier ones are context") var onlyLast =
        false
    @LuaParameter("name", "what the record calls it: \"sft\", then \"sft 2\", when left out") var name: String?
    @LuaParameter("seed", "of the order of the data; the run's when left out", .optional(.in(0...))) var seed: Int?
    @LuaParameter("batch_tokens", "tokens of a batch, at most", .in(1...10_000_000)) var batchTokens = 1536
    @LuaParameter("weight_decay", "of AdamW", .in(0...10)) var weightDecay = 0.05
    @LuaParameter("weight_decay_on", "matrices: projections and embeddings; all: norms too")
    var weightDecayOn = WeightDecayScope.matrices
    @LuaParameter(
        "warmup", "steps of a pass in which the rate rises linearly to its peak, all of them when there are fewer",
        .in(0...)) var warmup = 50
    @LuaParameter(
        "final", "the rate of a pass's last step over the peak, to which it falls linearly after the warm-up",
        .in(0...1))
    var final = 0.1
    @LuaParameter("gradient_clip", "the gradient's largest norm", .above(0)) var gradientClip = 1.0
    @LuaParameter("microbatch_tokens", microbatchTokensHelp, .optional(.in(1...))) var microbatchTokens: Int?
    @LuaParameter("checkpointing", checkpointingHelp) var checkpointing: Bool?

    func validate() throws(LuaMismatch) { try policy.checkTrainable() }

    func settings(runSeed: UInt64) -> FineTuner.Settings {
        var settings = FineTuner.Settings()
        (settings.weightDecay, settings.weightDecayOn) = (weightDecay, weightDecayOn)
        (settings.gradientClip, settings.warmup, settings.final) = (gradientClip, warmup, final)
        (settings.batchTokens, settings.seed) = (batchTokens, seed.map { UInt64($0) } ?? runSeed)
        settings.microBatching = MicroBatching(tokens: microbatchTokens, checkpointing: checkpointing)
        return settings
    }
}

/// One pass over what is imitated.
struct PassOptions: LuaOptions {
    @LuaParameter("corpus", "what is imitated, in place of the trainer's episodes", position: 1) var corpus:
        CorpusObject?
    @LuaParameter("episodes", "what is imitated, in place of the trainer's own; see trainer.sft")
    var episodes: EpisodeList?
    @LuaParameter("learning_rate", "peak rate of AdamW", .in(0...10)) var learningRate = 1e-3
    @LuaParameter("every", "optimizer steps of one report", .in(1...)) var every = 50

    func validate() throws(LuaMismatch) {
        if corpus != nil, episodes != nil {
            throw LuaMismatch("a pass is over a 'corpus' or over 'episodes'; give one")
        }
    }
}
