internal import Environments
internal import LuaHost

/// What an environment is made of.
struct CodeOptions: LuaOptions {
    @LuaParameter("problems", "where problems come from") var problems: ProblemSetObject
    @LuaParameter("executor", "what runs the programs") var executor: ExecutorObject
    let environment = EnvironmentOptions(for: .training)
}
