internal import LuaHost

/// Which episodes are played.
struct PlayOptions: LuaOptions {
    @LuaParameter("policy", "who writes the programs") var policy: PolicyObject
    @LuaParameter("count", "how many episodes, each on the training order's next problem", .in(1...1_000_000))
    var count: Int
    @LuaParameter("temperature", "of sampling; 0 takes the most probable token", .in(0...100)) var temperature = 1.0
    @LuaParameter(
        "seed", "of problems and sampling; the run's when left out, and others in each call", .optional(.in(0...)))
    var seed: Int?
    @LuaParameter("name", "what the record calls them; a name that is taken gets a number") var name: String?
}
