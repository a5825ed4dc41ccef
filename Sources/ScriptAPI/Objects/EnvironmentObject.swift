internal import Environments
internal import JSON
internal import LuaHost
internal import Provenance
internal import Rollouts
internal import Ledger
internal import RunStore

/// An environment as scripts hold it.
final class EnvironmentObject: LuaObject, Noted {
    let environment: CodeEnvironment
    /// What judges its programs.
    let executor: LedgerExecutor
    private let executorSettings: ExecutorSettings
    /// The script's own rules, which playing episodes calls.
    let functions: [String: LuaCallback]

    init(_ options: CodeOptions, host: Session) throws {
        functions = options.environment.functions
        (executor, executorSettings) = (options.executor.executor, options.executor.settings)
        var environment = try CodeEnvironment(
            problems: options.problems.problems, executor: WatchedExecutor(executor: executor, signs: host.signs),
            config: options.environment.config,
            functions: EnvironmentFunctions(functions, journal: host.journal))
        environment.interrupt = host.interrupt
        self.environment = environment
    }

    /// What the record says of it as a trainer samples from it.
    func recorded(seed: UInt64) -> RecordedEnvironment {
        RecordedEnvironment(
            environment.config, problems: environment.problems, executor: executorSettings, seed: seed)
    }

    var noted: JSONValue {
        var settings: JSONObject = ["problems": .string(environment.problems.name)]
        settings.merge(environment.config.json)
        return .object(settings)
    }

    static let luaName = "Environment"
    static var luaClass: LuaClass<EnvironmentObject> {
        LuaClass(
            luaName, "Where a trainer's episodes come from.",
            [
                .property("turns", "most programs for one problem") { $0.environment.config.turns },
                .property("problems", "where problems come from") { ProblemSetObject($0.environment.problems) },
            ])
    }
}
