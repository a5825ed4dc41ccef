internal import Environments
internal import LuaHost
internal import Provenance
internal import Rollouts
internal import RunStore

/// An environment as scripts hold it.
final class EnvironmentObject: LuaObject {
    let environment: CodeEnvironment
    /// What judges its programs.
    let executor: LedgerExecutor
    /// What the record says of it.
    let settings: EnvironmentSettings
    /// The script's own rules, which playing episodes calls.
    let functions: [String: LuaCallback]

    init(_ options: CodeOptions, host: ScriptHost) throws {
        self.settings = EnvironmentSettings(options)
        var settings = CodeEnvironment.Options()
        settings.turns = options.turns
        settings.window = options.window
        settings.maximumAnswerTokens = options.maxTokens
        settings.feedback = FeedbackRule(options.feedback, journal: host.journal)
        settings.checker = options.checker?.checker(host.journal)
        if let reward = options.reward { settings.reward = RewardRule(reward, journal: host.journal) }
        functions = ["feedback": options.feedback.second, "reward": options.reward?.second, "checker": options.checker]
            .compactMapValues { $0 }
        executor = options.executor.executor
        var environment = try CodeEnvironment(
            problems: options.problems.problems,
            executor: WatchedExecutor(executor: executor, signs: host.signs), options: settings)
        environment.interrupt = host.interrupt
        self.environment = environment
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
