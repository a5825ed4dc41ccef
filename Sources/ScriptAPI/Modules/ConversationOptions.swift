internal import LuaHost

/// Which conversations are written.
struct ConversationOptions: LuaOptions {
    enum Recipe: String, LuaChoice { case skill, habit, validation }
    @LuaParameter("recipe", "skill: every repair is shown; habit: few are; validation: held-out kinds", position: 1)
    var recipe: Recipe
    @LuaParameter("seed", "of the conversations; not the run's", .in(0...)) var seed = 0
    @LuaParameter("count", "how many; the recipe's own number when left out", .optional(.in(1...10_000_000))) var count:
        Int?
}
