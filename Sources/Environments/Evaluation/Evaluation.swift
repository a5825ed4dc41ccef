package import Rollouts
internal import Statistics

/// Measures a policy on a list of problems.
package struct Evaluation {
    /// How conversations go.
    package var config: EnvironmentConfig
    package var functions: EnvironmentFunctions
    /// Conversations per problem.
    package var samples = 1
    /// Single-turn samples per problem, for what as many programs are worth without feedback; 0 takes none.
    package var independentSamples = 0
    package var seed: UInt64 = 0
    /// Rows that are played at once. Changes no number, unless feedback is random.
    package var batchSize = Self.usualBatchSize
    package static let usualBatchSize = 256
    package var resamples = Self.usualResamples
    static let usualResamples = 1000
    /// Stops it between two turns.
    package var interrupt = Interrupt()
    /// Called after each batch with the number of conversations played, and of all.
    package var progress: ((_ played: Int, _ of: Int) throws -> Void)?

    /// The paper's 1@3, where the configuration says nothing else.
    package init(
        _ config: EnvironmentConfig = EnvironmentConfig(), functions: EnvironmentFunctions = EnvironmentFunctions()
    ) {
        (self.config, self.functions) = (config, functions)
    }

    /// Random numbers of single-turn samples are keyed from here on, those of conversations from 0.
    private static let independentStream = 1 << 24

    /// Plays all conversations, and all single-turn samples, and counts.
    ///
    /// - Parameter style: how to talk about the problems; nil takes the set's own style.
    /// - Throws: `InvalidOption`, `Interrupted`, and what the policy or the executor throws.
    package func run(
        policy: any Policy, problems: any ProblemSet, executor: any Executor, style: (any ConversationStyle)? = nil
    ) throws -> EvaluationReport {
        let checks = [
            ("samples", samples, 1), ("independent samples", independentSamples, 0), ("batch size", batchSize, 1),
            ("problems", problems.count, 1), ("resamples", resamples, 1),
        ]
        for (name, value, least) in checks where value < least {
            throw InvalidOption(name: name, value: "\(value)", allowed: "at least \(least)")
        }
        let list = try (0..<problems.count).map { try problems.problem(at: $0) }
        let total = list.count * (samples + independentSamples)
        func environment(_ config: EnvironmentConfig) throws -> CodeEnvironment {
            var environment = try CodeEnvironment(
                problems: problems, executor: executor, config: config, functions: functions, style: style)
            environment.interrupt = interrupt
            return environment
        }
        var played = 0
        func play(_ environment: CodeEnvironment, stream: Int) throws -> [Episode] {
            var episodes: [Episode] = []
            for start in stride(from: 0, to: list.count, by: batchSize) {
                episodes += try environment.rollout(
                    policy: policy, problems: Array(list[start..<min(start + batchSize, list.count)]),
                    key: RandomKey(seed: seed, purpose: .evaluation, update: stream, episode: start))
                played = played + min(batchSize, list.count - start)
                try progress?(played, total)
            }
            return episodes
        }
        var oneTurn = config
        oneTurn.turns = 1
        let conversations = try environment(config), single = try environment(oneTurn)
        let episodes = try (0..<samples).map { try play(conversations, stream: $0) }
        let independent = try (0..<independentSamples).map {
            try play(single, stream: Self.independentStream + $0)
        }
        return EvaluationReport(
            turns: config.turns, episodes: episodes, independent: independent,
            bootstrap: Bootstrap(count: list.count, resamples: resamples, seed: seed))
    }
}
