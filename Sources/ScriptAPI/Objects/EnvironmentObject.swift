internal import Environments
internal import LuaHost
internal import Rollouts
internal import RunStore

/// An environment as scripts hold it.
final class EnvironmentObject: LuaObject {
    let environment: CodeEnvironment
    /// What judges its programs.
    let executor: LedgerExecutor

    init(_ options: CodeOptions) throws {
        var settings = CodeEnvironment.Options()
        settings.turns = options.turns
        settings.window = options.window
        settings.maximumAnswerTokens = options.maxTokens
        settings.feedback = FeedbackRule(options.feedback)
        settings.checker = options.checker?.checker
        if let reward = options.reward { settings.reward = RewardRule(reward) }
        executor = options.executor.executor
        environment = try CodeEnvironment(
            problems: options.problems.problems, executor: executor, options: settings)
    }

    static let luaName = "Environment"
    static var luaClass: LuaClass<EnvironmentObject> {
        LuaClass(
            luaName, "Where a trainer's episodes come from.",
            [
                .property("turns", "most programs for one problem") { $0.environment.options.turns },
                .property("problems", "where problems come from") { ProblemSetObject($0.environment.problems) },
            ])
    }
}
