import Models
import Rollouts
import Testing
import Torch
import Training

/// Numbers that are not finite stop a training at once, with what and where; the model keeps its last good weights.
@Suite struct DivergenceTests {
    private func episode(logProb: Float, reward: Double) -> Episode {
        var episode = Episode(problem: Problem(name: "p", statement: "", publicTests: [], privateTests: []))
        episode.turns = [Turn(prompt: [1, 2], answer: [3, 4], logProbs: [logProb, logProb], value: 0)]
        episode.turns[0].reward = reward
        return episode
    }

    @Test func aRatioBeyondAllNumbers() throws {
        let policy = try PPOUpdateGoldenTests.policy()
        var settings = PPO.Settings()
        (settings.episodes, settings.minibatches, settings.advantage, settings.kl) = (2, 2, .none, 0)
        let ppo = try PPO(
            policy: policy, environment: PPOUpdateGoldenTests.Given(window: nil, group: 1), settings: settings)
        func weights() throws -> [[Float]] { try policy.parameters.map { try $0.floats() } }
        _ = try ppo.learn([episode(logProb: -3, reward: 1), episode(logProb: -3, reward: 1)])
        let before = try weights()
        let bad = episode(logProb: -1e4, reward: -1)
        let error = #expect(throws: Diverged.self) { try ppo.learn([bad, bad]) }
        #expect(error?.what == "the policy loss")
        #expect(
            error?.description.hasPrefix("the policy loss is not finite in update 2, epoch 1 of 1, minibatch 1 of 2: ")
                == true,
            "\(String(describing: error))")
        #expect(try weights() == before)
        // What was learnt until then can still be used.
        #expect(try ppo.learn([episode(logProb: -3, reward: 1), episode(logProb: -3, reward: 1)]).policyLoss.isFinite)
    }

    @Test func parametersBeyondAllNumbers() throws {
        let model = try PPODeterminismTests.model(Shards(count: 1))
        var settings = FineTuner.Settings()
        (settings.learningRate, settings.warmup, settings.weightDecay) = (1e38, 0, 0)
        let pass = try FineTuner(model: model, settings: settings).pass(over: FineTunerTests.data(4))
        let error = #expect(throws: Diverged.self) { while try pass.advance(steps: 5) != nil {} }
        #expect(error?.place == "step 1 of 1")
    }

    @Test func aPolicyThatCannotSampleSaysInWhichUpdate() throws {
        let policy = try PPODeterminismTests.model(Shards(count: 1))
        try policy.transformer.parameters.last!.withFloats { $0[0] = .nan }
        let environment = OneAnswer.only
        var settings = PPO.Settings()
        (settings.episodes, settings.minibatches) = (2, 1)
        let ppo = try PPO(policy: policy, environment: environment, settings: settings)
        ppo.skip()
        let error = #expect(throws: Diverged.self) { try ppo.advance() }
        #expect(error?.what == "the logits" && error?.place == "update 2")
    }

    /// Asks the policy for an answer, and no more.
    private struct OneAnswer: Rollouts.Environment {
        static let only = OneAnswer()
        let window: Int? = nil, group = 1
        func episodes(
            policy: any Policy, update: Int, count: Int, seed: UInt64
        ) throws -> [Episode] {
            guard let model = policy as? LanguageModel else { return [] }
            let session = try model.session(rows: 1, sampling: .init(maximumTokens: 4, ends: [0]))
            let key = RandomKey(seed: seed, purpose: .tokens, update: update)
            _ = try session.answer([AnswerRequest(row: 0, context: .append([5, 6]), key: key)])
            return []
        }
    }
}
