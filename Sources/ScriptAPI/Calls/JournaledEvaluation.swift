internal import Replay
internal import Environments
internal import JSON
internal import LuaHost
internal import Provenance
internal import Rendering
internal import Rollouts
internal import RunStore
internal import ServedModels
internal import Statistics

/// An evaluation of a script: each batch is a call of its own, whose episodes are in the record once it has ended. A run that is killed in the
/// middle loses at most a batch.
struct JournaledEvaluation {
    private let options: EvaluateOptions
    private let name: String
    private let session: Session
    private let evaluation: Evaluation

    init(_ options: EvaluateOptions, name: String, session: Session) {
        (self.options, self.name, self.session) = (options, name, session)
        var evaluation = Evaluation(
            options.environment.config,
            functions: EnvironmentFunctions(options.environment.functions, journal: session.journal))
        (evaluation.samples, evaluation.independentSamples) = (options.samples, options.independent)
        evaluation.seed = options.seed.map { UInt64($0) } ?? session.request.seed
        evaluation.interrupt = session.interrupt
        if case .served(let server, _) = options.policy.mind {
            // Those that are over leave room for others, so that the server is kept busy up to the end of a batch.
            evaluation.batchSize = max(evaluation.batchSize, 8 * server.model.concurrency)
        }
        self.evaluation = evaluation
    }

    /// - Returns: the table that the script gets.
    func run() throws -> LuaData {
        let batches = try evaluation.batches(options.problems.problems.count)
        let all = batches.reduce(0) { $0 + $1.problems.count }, started = ContinuousClock.now
        var counts = Evaluation.Counts()
        for batch in batches {
            counts.take(batch, try outcome(of: batch, pool: counts.pool))
            let elapsed = (ContinuousClock.now - started).seconds
            let left = elapsed / Double(counts.played) * Double(all - counts.played)
            session.progress.show(
                "\(name): \(counts.played) of \(all) conversations, \(NumberFormat.duration(left)) left")
        }
        session.progress.clear()
        let grouped = options.problems.problems.hasGroups
        let report = counts.report(of: evaluation, clusters: grouped ? try problems().map(\.cluster) : nil)
        let given = try session.journaled(
            "environment.evaluate", [.int(options.policy.number), .string(name)],
            note: .init(settings: JSONObject(noting: options.settings), inputs: ["policy": options.policy.noted])
        ) {
            let columns = report.columns(reporting: options.report, of: try options.report.isEmpty ? [] : problems())
            var table: LuaTable = ["n": report.problemCount, "episodes": report.episodeCount]
            for column in columns { table[column.name] = column.estimate.value.luaData }
            for column in columns {
                table["\(column.name) 95%"] = [column.estimate.lower, column.estimate.upper].luaData
            }
            return table.luaData
        }
        guard case .table(var table) = given else { return given }
        // The record keeps what it stands for, and the script's own rows leave it out.
        table["evaluation"] = EvaluationObject(name, host: session).luaData
        return .table(table)
    }

    private func play(_ batch: Evaluation.Batch, _ pool: FeedbackPool) throws -> Rollout {
        let problems = options.problems.problems
        let executor = WatchedExecutor(executor: options.executor.executor, signs: session.signs)
        switch options.policy.mind {
        case .own(let model):
            return try evaluation.play(batch, policy: model, problems: problems, executor: executor, pool: pool)
        case .served(let server, _):
            return try evaluation.play(
                batch, policy: try options.policy.asked(server, as: name),
                limit: server.model.conversations, problems: problems, executor: executor, pool: pool)
        }
    }

    /// The names and clusters of the problems.
    private func problems() throws -> [(name: String, cluster: String)] {
        let problems = options.problems.problems
        return try (0..<problems.count).map { index in
            let problem = try problems.entry(at: index)
            return (problem.name, problem.cluster)
        }
    }

    /// Plays a batch and records its episodes; what came of one that a resumed run had played is in the record.
    private func outcome(of batch: Evaluation.Batch, pool: FeedbackPool) throws -> Evaluation.Outcome {
        let problems = options.problems.problems, executor = options.executor
        let environment = try session.run().environment(
            RecordedEnvironment(evaluation, batch.part, problems: problems, executor: executor.settings).json)
        let key = batch.part.key(
            seed: evaluation.seed, sample: batch.sample, problem: batch.problems.lowerBound)
        let came = try session.journaled(
            Session.batchCall,
            [.string(name), .string(batch.part.rawValue), [.int(batch.sample), .int(batch.problems.lowerBound)]],
            note: .init(
                inputs: ["policy": options.policy.noted, "environment": .int(environment), "random": key.noted]),
            functions: options.environment.functions
        ) {
            let rollout = try play(batch, pool)
            try session.record(
                rollout.episodes, origin: EpisodeOrigin(batch.part, of: name), environment: environment)
            return LuaData(journal: Evaluation.Outcome(rollout, of: batch).json) ?? .none
        }
        guard let outcome = Evaluation.Outcome(try came.journal) else {
            throw Divergence(description: "the record of evaluation \"\(name)\" is damaged: a batch has no outcome")
        }
        return outcome
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
