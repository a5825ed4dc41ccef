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
internal import Training

/// PPO as scripts hold it.
final class PPOObject: LuaObject, Resumable, Noted {
    private let options: PPOOptions
    private let name: TrainerName
    private unowned let host: Session
    /// Which of the run's objects it is.
    private var number = 0
    private var ppo: PPO?
    private let episodes: TrainingEpisodes

    init(_ options: PPOOptions, host: Session) throws {
        (self.options, self.host) = (options, host)
        episodes = TrainingEpisodes(options.environment.environment)
        // What makes no sense is said where the trainer is made, not where it is used.
        _ = try options.settings(updates: 1, runSeed: 0).estimator(group: options.environment.environment.group)
        name = try host.trainerName(options.name, kind: "ppo")
        number = host.register(self)
    }

    var resumableState: ResumableState? {
        ppo.map { ppo in
            ResumableState(
                tensors: ppo.state, values: ["steps": .int(ppo.steps), "feedback": episodes.pool.json],
                restored: { [episodes] values in
                    ppo.restored(steps: values["steps"]?.int ?? 0)
                    episodes.pool = values["feedback"].flatMap { FeedbackPool($0) } ?? FeedbackPool()
                })
        }
    }

    var noted: JSONValue { ["trainer": .int(number)] }

    static let luaName = "PPO"
    static var luaClass: LuaClass<PPOObject> {
        LuaClass(
            luaName, "Trains a policy on episodes of an environment.",
            [
                .property("policy", "what it trains") { $0.options.policy },
                .property("name", "what the record calls it") { $0.name.name },
                .method(
                    "updates", "Trains on, and records the episodes.",
                    LuaParameter(
                        "count", "how many updates; the first call's number is the learning rate's schedule", .in(1...),
                        as: Int.self),
                    returns: "the metrics of each update, for run.log", record: .each(.update)
                ) { (ppo, count: Int) in try ppo.updates(count) },
                .method(
                    "episodes", "The recorded episodes of an update that was taken.",
                    LuaParameter("update", "which, from 1", .in(1...), as: Int.self),
                    returns: "the episodes, for trainer.sft or to look at", record: .list(.playedEpisode)
                ) { ppo, update in try ppo.host.episodes(of: .update(update, trainer: ppo.name.origin)) },
                .method(
                    "save_critic",
                    "Writes a separate critic, trunk and value head, into the run's checkpoints, for trainer.ppo { critic = model.load(…) }.",
                    options: SaveOptions.self, returns: "where it is"
                ) { ppo, options in try ppo.saveCritic(options) },
            ])
    }

    private func saveCritic(_ options: SaveOptions) throws -> String {
        guard let critic = ppo?.separateCritic else {
            throw LuaMismatch(
                ppo == nil
                    ? "there is no critic before the first update"
                    : "the trainer has no critic of its own: a shared one is saved with the policy; critic = \"separate\" has one"
            )
        }
        let run = try host.run()
        let note = CallJournal.Note(settings: JSONObject(noting: options.settings), inputs: ["trainer": .int(number)])
        return try host.journal.remade(
            "PPO:save_critic", note: note, result: { _ in .string("checkpoints/" + options.name) }
        ) { try options.save(critic, isTrained: true, in: run) }
    }

    private func updates(_ count: Int) throws -> LuaIterator<LuaData> {
        let settings = options.settings(updates: count, runSeed: host.request.seed)
        let ppo =
            try self.ppo
            ?? PPO(
                policy: try options.policy.model, environment: episodes, settings: settings,
                critic: try options.critic?.second?.model, interrupt: host.interrupt)
        self.ppo = ppo
        try noteSettings(ppo)
        options.policy.isTrained = true
        options.critic?.second?.isTrained = true
        let environment = try host.run().environment(
            options.environment.recorded(seed: settings.seed).json)
        let last = ppo.update + count, began = ContinuousClock.now, first = ppo.update
        return LuaIterator<LuaData> { [self] in
            guard ppo.update < last else {
                host.progress.clear()
                return nil
            }
            return try host.journaled(
                "PPO:updates", [.int(number), .int(ppo.update + 1)], note: note(ppo, environment),
                functions: options.environment.functions,
                answered: {
                    ppo.skip()
                    options.policy.changed()
                }
            ) {
                let executor = options.environment.executor, before = executor.counts
                let report = try ppo.advance()
                options.policy.changed()
                try host.record(
                    report.episodes, origin: .update(ppo.update, trainer: name.origin), environment: environment)
                let elapsed = (ContinuousClock.now - began).seconds
                let left = elapsed / Double(ppo.update - first) * Double(last - ppo.update)
                host.progress.show(Self.line(report, update: ppo.update, of: last, left: left))
                return name.labelled(Self.table(report, update: ppo.update, programs: executor.counts - before))
            }
        }
    }

    /// The settings by value for the record, with what was chosen where nothing was said.
    private func noteSettings(_ ppo: PPO) throws {
        let chosen = ppo.chosenSettings
        var settings = JSONObject(noting: options.settings)
        settings["seed"] = .seed(chosen.seed)
        settings["normalize"] = chosen.normalizesAdvantages.map { .bool($0) } ?? .null
        settings["critic"] = chosen.critic.map { .string($0.rawValue) } ?? .null
        settings["gradient_clip_over"] = chosen.gradientClipOver.map { .string($0.rawValue) } ?? .null
        for object in ["policy", "environment", "name"] { settings[object] = nil }
        var fact: JSONObject = [
            "name": .string(name.name), "kind": "ppo", "policy": .string(options.policy.name),
            "updates": .int(chosen.updates),
        ]
        fact.merge(settings)
        try host.run().note(fact, in: "trainers")
    }

    /// What an update uses.
    private func note(_ ppo: PPO, _ environment: Int) -> CallJournal.Note {
        CallJournal.Note(inputs: [
            "policy": options.policy.noted, "environment": .int(environment),
            "random": ["seed": .seed(ppo.settings.seed), "purpose": "tokens", "update": .int(ppo.update)],
        ])
    }

    private static func line(_ report: PPO.Report, update: Int, of last: Int, left: Double) -> String {
        let rate = Double(report.tokens) / (report.rollout + report.training).seconds
        return [
            // The rate comes last: it is what a narrow terminal cuts off.
            "update \(update)/\(last)", "\(NumberFormat.duration(left)) left",
            "reward \(NumberFormat.fixed(report.reward, places: 2))",
            "solved \(NumberFormat.fixed(report.solveRate, places: 2))",
            "KL \(NumberFormat.fixed(report.kl, places: 3))",
            "invalid \(NumberFormat.fixed(report.invalidRate, places: 2))", "\(NumberFormat.short(rate)) tokens/s",
        ].joined(separator: "  ")
    }

    // What the ledger answers depends on how near to a limit a program came, thus on clocks.
    private static func table(
        _ report: PPO.Report, update: Int, programs: LedgerExecutor.Counts
    ) -> LuaTable {
        [
            "step": update, "reward": report.reward, "solve_rate": report.solveRate,
            "solve_rate_first_turn": report.firstTurnSolveRate, "turns": report.turns,
            "invalid_rate": report.invalidRate, "kl": report.kl, "entropy": report.entropy,
            "policy_loss": report.policyLoss, "value_loss": report.valueLoss, "kl_loss": report.klLoss,
            "clip_fraction": report.clipFraction,
            "explained_variance": report.explainedVariance, "advantage_std": report.advantageStandardDeviation,
            "gradient_norm": report.gradientNorm, "learning_rate": report.learningRate,
            "sampled_tokens": report.sampledTokens, "tokens": report.tokens,
            "time": [
                "rollout_seconds": report.rollout.seconds, "training_seconds": report.training.seconds,
                "tokens_per_second": Double(report.tokens) / (report.rollout + report.training).seconds,
                "programs": programs.asked, "programs_answered": programs.answered,
            ] as LuaTable,
        ]
    }
}
