internal import Environments
internal import JSON
internal import LuaHost
internal import Models
internal import Provenance
internal import Rendering
internal import Rollouts
internal import RunStore
internal import Statistics

extension Session {
    /// `environment`: conversations about problems.
    func environmentModule() -> LuaModule {
        LuaModule(
            "environment", "Conversations in which programs run and feedback says what failed.",
            [
                .function(
                    "code", "Several turns on one problem; it ends when the public tests pass.",
                    options: CodeOptions.self, returns: "the environment"
                ) { [unowned self] options in try EnvironmentObject(options, host: self) },
                .function(
                    "evaluate", "Solve rates of a policy on problems, with 95% intervals; its episodes are recorded.",
                    options: EvaluateOptions.self, returns: "n, then each number, then its interval under \"… 95%\"",
                    record: .one(.rates)
                ) { [unowned self] options in
                    evaluations += 1
                    let name = evaluationNames.take(options.name ?? "evaluation \(evaluations)")
                    return try journaled(
                        "environment.evaluate", [.int(options.policy.number), .string(name)],
                        functions: options.environment.functions
                    ) { try evaluate(options, name: name).luaData }
                },
            ])
    }

    private func evaluate(_ options: EvaluateOptions, name: String) throws -> LuaTable {
        var evaluation = Evaluation(
            options.environment.config, functions: EnvironmentFunctions(options.environment.functions, journal: journal)
        )
        evaluation.samples = options.samples
        evaluation.independentSamples = options.independent
        evaluation.seed = options.seed.map { UInt64($0) } ?? request.seed
        evaluation.interrupt = interrupt
        let problems = options.problems.problems, executor = options.executor
        let all = try evaluation.batches(problems.count).reduce(0) { $0 + $1.problems.count }
        let started = ContinuousClock.now
        var played = 0
        let report = try evaluation.run(
            policy: options.policy.model, problems: problems,
            executor: WatchedExecutor(executor: executor.executor, signs: signs)
        ) { batch, episodes in
            let settings = RecordedEnvironment(
                evaluation, batch.part, problems: problems, executor: executor.settings)
            try run().episodes(
                episodes, origin: EpisodeOrigin(batch.part, of: name), environment: run().environment(settings.json))
            played += episodes.count
            let elapsed = (ContinuousClock.now - started).seconds
            let left = elapsed / Double(played) * Double(all - played)
            progress.show("\(name): \(played) of \(all) conversations, \(NumberFormat.duration(left)) left")
        }
        progress.clear()
        var out: LuaTable = ["n": report.problemCount, "episodes": report.episodeCount]
        for column in report.columns { out[column.name] = column.estimate.value.luaData }
        for column in report.columns {
            out["\(column.name) 95%"] = [column.estimate.lower, column.estimate.upper].luaData
        }
        return out
    }
}

extension EpisodeOrigin {
    /// Where the episodes of a part of an evaluation come from.
    fileprivate init(_ part: Evaluation.Part, of name: String) {
        switch part {
        case .conversations: self = .evaluation(name)
        case .independent: self = .samples(name, .independent)
        case .warmUp: self = .samples(name, .warmUp)
        }
    }
}
