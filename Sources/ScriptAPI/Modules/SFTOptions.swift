internal import LuaHost

/// What supervised fine-tuning may vary.
struct SFTOptions: LuaOptions {
    @LuaParameter("policy", "is changed in place") var policy: PolicyObject
    @LuaParameter("batch_tokens", "tokens of a batch, at most", .in(1...10_000_000)) var batchTokens = 1536
    @LuaParameter("weight_decay", "of AdamW, on matrices", .in(0...10)) var weightDecay = 0.05
    @LuaParameter("warmup", "steps of linear warm-up; then the rate falls linearly to a tenth", .in(0...)) var warmup =
        50
    @LuaParameter("gradient_clip", "the gradient's largest norm", .above(0)) var gradientClip = 1.0
}
