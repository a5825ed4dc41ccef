internal import Replay
internal import Environments
internal import JSON
internal import LuaHost
internal import Models
internal import Provenance
internal import Rendering
internal import Rollouts
internal import Ledger
internal import RunStore
internal import ServedModels

/// An environment as scripts hold it.
final class EnvironmentObject: LuaObject, Noted {
    let environment: CodeEnvironment
    /// What judges its programs.
    let executor: LedgerExecutor
    private let executorSettings: ExecutorSettings
    let problems: ProblemSetObject
    /// The script's own rules, which playing episodes calls.
    let functions: [String: LuaCallback]
    private unowned let host: Session

    init(_ options: CodeOptions, host: Session) throws {
        (functions, self.host, problems) = (options.environment.functions, host, options.problems)
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
                .property("problems", "where problems come from") { $0.problems },
                .method(
                    "play", "Has a policy play episodes, and records them.", options: PlayOptions.self,
                    returns: "the episodes, for trainer.sft or to look at", record: .list(.playedEpisode)
                ) { environment, options in try environment.play(options) },
            ])
    }

    /// Conversations that are played together.
    private static let batch = 256

    private func play(_ options: PlayOptions) throws -> [LuaTable] {
        if environment.config.feedback.value == .random {
            throw LuaMismatch(
                "env:play gives no random feedback, which comes from programs of earlier updates: take an environment with "
                    + "feedback = \"execution\", \"none\" or a function")
        }
        // With a seed of its own a call plays the same wherever it stands; without one each call plays others.
        let play = options.seed == nil ? host.plays : 0
        if options.seed == nil { host.plays += 1 }
        let seed = options.seed.map { UInt64($0) } ?? host.request.seed
        let name = host.playNames.take(options.name ?? "play"), origin = EpisodeOrigin.play(name)
        var config = environment.config
        config.temperature = options.temperature
        guard options.count.isMultiple(of: config.group) else {
            throw LuaMismatch(
                "'count' must be a multiple of the environment's group, \(config.group), not \(options.count)")
        }
        var player = try CodeEnvironment(
            problems: environment.problems, executor: environment.executor, config: config,
            functions: environment.functions)
        player.interrupt = environment.interrupt
        let recorded = RecordedEnvironment(
            config, problems: environment.problems, executor: executorSettings, seed: seed)
        let number = try host.run().environment(recorded.json)
        let key = RandomKey(seed: seed, purpose: .play, update: play)
        let note = CallJournal.Note(
            settings: JSONObject(noting: options.settings),
            inputs: ["policy": options.policy.noted, "environment": .int(number), "random": key.noted])
        _ = try host.journaled(
            "Environment:play", [.int(options.policy.number), .string(name), .int(options.count)], note: note,
            functions: functions
        ) {
            let problems = try player.batch(update: play, count: options.count, seed: seed)
            let started = ContinuousClock.now
            for first in stride(from: 0, to: problems.count, by: Self.batch) {
                let part = problems[first..<min(first + Self.batch, problems.count)]
                var own = key
                own.episode = UInt32(first)
                let rollout =
                    switch options.policy.mind {
                    case .own(let model): try player.rollout(policy: model, problems: Array(part), key: own)
                    case .served(let server, _):
                        try player.rollout(
                            policy: try options.policy.asked(server, as: name), problems: Array(part),
                            key: own, limit: server.model.conversations)
                    }
                try host.record(rollout.episodes, origin: origin, environment: number)
                let elapsed = (ContinuousClock.now - started).seconds
                let left = elapsed / Double(part.endIndex) * Double(problems.count - part.endIndex)
                host.progress.show(
                    "\(name): \(part.endIndex) of \(problems.count), \(NumberFormat.duration(left)) left")
            }
            host.progress.clear()
            return .integer(problems.count)
        }
        // A resumed run has them in its record as this one has: there they are read in either case.
        return try host.episodes(of: origin)
    }
}
