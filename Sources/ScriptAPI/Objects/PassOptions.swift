internal import LuaHost

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
