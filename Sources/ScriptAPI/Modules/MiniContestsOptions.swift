internal import LuaHost

/// Which problems are generated.
struct MiniContestsOptions: LuaOptions {
    @LuaParameter("seed", "of the problems; not the run's", .in(0...)) var seed = 0
    @LuaParameter("train", "problems to train on", .in(1...10_000_000)) var train = 20_000
    @LuaParameter("valid", "held-out problems to choose by", .in(1...10_000_000)) var valid = 300
    @LuaParameter("test", "held-out problems to report", .in(1...10_000_000)) var test = 500
}
