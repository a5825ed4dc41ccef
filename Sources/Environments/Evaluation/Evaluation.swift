package import Rollouts

/// Measures a policy on a list of problems, a batch at a time.
///
/// `batches` says what is to be played, in which order; `play` plays one; `Counts` takes what came of each, and gives the report. So a
/// journal can keep what came of the batches, and go on with the next. `run` does it all at once.
package struct Evaluation {
    /// How conversations go.
    package var config: EnvironmentConfig
    package var functions: EnvironmentFunctions
    /// Conversations per problem.
    package var samples = 1
    /// Single-turn samples per problem, for what as many programs are worth without feedback; 0 takes none.
    package var independentSamples = 0
    package var seed: UInt64 = 0
    /// Rows that are played at once. Changes no number.
    package var batchSize = 256
    package var resamples = Self.usualResamples
    package static let usualResamples = 1000
    /// Stops it between two turns.
    package var interrupt = Interrupt()

    /// The paper's 1@3, where the configuration says nothing else.
    package init(
        _ config: EnvironmentConfig = EnvironmentConfig(), functions: EnvironmentFunctions = EnvironmentFunctions()
    ) {
        (self.config, self.functions) = (config, functions)
    }

    /// How conversations of a part go.
    package func config(of part: Part) -> EnvironmentConfig {
        var config = config
        if part != .conversations { config.turns = 1 }
        return config
    }

    /// How often each problem is taken in a part.
    package func samples(of part: Part) -> Int {
        switch part {
        case .conversations: samples
        case .independent: independentSamples
        case .warmUp: 1
        }
    }

    /// Plays one batch.
    ///
    /// - Parameter pool: what the warm-up earned.
    /// - Throws: `Interrupted`, and what the policy, the executor or a function throws.
    package func play(
        _ batch: Batch, policy: any Policy, problems: any ProblemSet, executor: any Executor, pool: FeedbackPool
    ) throws -> Rollout {
        try environment(of: batch, problems, executor).rollout(
            policy: policy, problems: batch.problems.map { try problems.problem(at: $0) }, key: key(of: batch),
            pool: pool)
    }

    /// Plays one batch with a policy behind a server, each conversation at its own pace.
    ///
    /// - Parameter limit: the most conversations in flight at a time, at least 1.
    package func play(
        _ batch: Batch, policy: any ConcurrentPolicy, limit: Int, problems: any ProblemSet, executor: any Executor,
        pool: FeedbackPool
    ) throws -> Rollout {
        try environment(of: batch, problems, executor).rollout(
            policy: policy, problems: batch.problems.map { try problems.problem(at: $0) }, key: key(of: batch),
            pool: pool, limit: limit)
    }

    private func environment(
        of batch: Batch, _ problems: any ProblemSet, _ executor: any Executor
    ) throws -> CodeEnvironment {
        var environment = try CodeEnvironment(
            problems: problems, executor: executor, config: config(of: batch.part), functions: functions)
        environment.interrupt = interrupt
        return environment
    }

    private func key(of batch: Batch) -> RandomKey {
        batch.part.key(seed: seed, sample: batch.sample, problem: batch.problems.lowerBound)
    }

    /// Plays all batches and counts.
    ///
    /// - Parameter played: told of each batch's episodes.
    /// - Throws: `InvalidOption`, `Interrupted`, and what the policy or the executor throws.
    package func run(
        policy: any Policy, problems: any ProblemSet, executor: any Executor,
        played: (Batch, [Episode]) throws -> Void = { _, _ in }
    ) throws -> EvaluationReport {
        var counts = Counts()
        for batch in try batches(problems.count) {
            let rollout = try play(batch, policy: policy, problems: problems, executor: executor, pool: counts.pool)
            try played(batch, rollout.episodes)
            counts.take(batch, Outcome(rollout, of: batch))
        }
        return counts.report(of: self)
    }
}
