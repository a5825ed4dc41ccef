internal import LuaHost

/// One pass over a corpus.
struct PassOptions: LuaOptions {
    @LuaParameter("corpus", "what is imitated", position: 1) var corpus: CorpusObject
    @LuaParameter("learning_rate", "peak rate of AdamW", .in(0...10)) var learningRate = 1e-3
    @LuaParameter("every", "optimizer steps of one report", .in(1...)) var every = 50
}
