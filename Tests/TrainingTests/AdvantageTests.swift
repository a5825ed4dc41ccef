import Testing
import Training

/// Numbers that a reader can follow with a pencil; `PPOUpdateGoldenTests` has PyTorch's.
@Suite struct AdvantageTests {
    private func estimate(
        _ kind: AdvantageKind, _ episodes: [AdvantageBatch.Episode], group: Int = 1, lambda: Double = 1,
        normalizes: Bool = false
    ) -> Advantages {
        kind.estimator(lambda: lambda).estimate(
            AdvantageBatch(episodes: episodes, group: group), normalizes: normalizes)
    }

    private func expect(_ found: [[Double]], _ expected: [[Double]]) {
        #expect(found.map(\.count) == expected.map(\.count))
        for (a, b) in zip(found.joined(), expected.joined()) { #expect(close(a, b, 1e-12), "\(found)") }
    }

    /// One episode of two turns with two tokens and one; the KL penalty is paid in its turn.
    private func episode(values: [Double] = []) -> AdvantageBatch.Episode {
        .init(paid: [-0.2, 1], penalties: [0.1, 0.05], lengths: [2, 1], values: values)
    }

    @Test func turnValue() {
        let found = estimate(.turnValue, [episode(values: [0.5, 0.75])])
        expect(found.targets, [[0.65, 0.95]])
        expect(found.perToken, [[0.15, 0.15, 0.2]])
    }

    @Test func plainReturn() {
        let found = estimate(.none, [episode()])
        #expect(found.targets.isEmpty)
        expect(found.perToken, [[0.65, 0.65, 0.95]])
    }

    /// Token rewards 0, -0.3, 0.95. With lambda = 1 the returns less the values; with 0 one step's surprise.
    @Test func tokenValue() {
        let values = [0.1, 0.2, 0.4]
        expect(estimate(.tokenValue, [episode(values: values)]).perToken, [[0.55, 0.45, 0.55]])
        expect(estimate(.tokenValue, [episode(values: values)]).targets, [[0.65, 0.65, 0.95]])
        let surprise = estimate(.tokenValue, [episode(values: values)], lambda: 0)
        expect(surprise.perToken, [[0.1, -0.1, 0.55]])
        expect(surprise.targets, [[0.2, 0.1, 0.95]])
        expect(estimate(.tokenValue, [episode(values: values)], lambda: 0.5).perToken, [[0.1875, 0.175, 0.55]])
    }

    @Test func aTurnWithoutTokensIsPaidAtTheTokenBefore() {
        let empty = AdvantageBatch.Episode(
            paid: [0, 1, -1], penalties: [0, 0, 0], lengths: [1, 2, 0], values: [0, 0, 0])
        expect(estimate(.tokenValue, [empty]).perToken, [[0, 0, 0]])
    }

    private func paid(_ reward: Double, penalty: Double = 0, tokens: Int = 1) -> AdvantageBatch.Episode {
        .init(paid: [reward], penalties: [penalty], lengths: [tokens])
    }

    /// Rewards 1, -1 | 1, 1: deviations sqrt(2) and 0. Where all were paid the same, only the penalty speaks, at its own size.
    @Test func group() {
        let episodes = [paid(1, tokens: 2), paid(-1), paid(1, penalty: 0.03), paid(1, penalty: 0.01)]
        let scale = 2.0.squareRoot() + 1e-4
        expect(
            estimate(.group, episodes, group: 2, normalizes: true).perToken,
            [[1 / scale, 1 / scale], [-1 / scale], [-0.01], [0.01]])
        expect(estimate(.group, episodes, group: 2).perToken, [[1, 1], [-1], [-0.01], [0.01]])
    }

    @Test func leaveOneOut() {
        let episodes = [paid(1), paid(-1), paid(0, penalty: 0.2)]
        expect(estimate(.leaveOneOut, episodes, group: 3).perToken, [[1.6], [-1.4], [-0.2]])
    }

    /// Divided by the deviation over turns (tokens for `token_value`); the mean stays.
    @Test func normalisationKeepsTheMean() {
        let found = estimate(.none, [paid(3), paid(1)], normalizes: true)
        let scale = 2.0.squareRoot() + 1e-4
        #expect(close(found.standardDeviation, 2.0.squareRoot(), 1e-12))
        expect(found.perToken, [[3 / scale], [1 / scale]])
    }

    @Test(arguments: [
        (AdvantageKind.group, 1, nil, "group = 2 or more"), (.leaveOneOut, 1, nil, "group = 2 or more"),
        (.group, 7, nil, "96 episodes are no whole number of groups of 7"),
        (.none, 1, PPO.Settings.CriticKind.separate, "needs no critic"),
        (.turnValue, 5, nil, "a multiple of the environment's group"),
    ]) func whatMakesNoSenseIsRefused(
        _ kind: AdvantageKind, _ group: Int, _ critic: PPO.Settings.CriticKind?, _ message: String
    ) {
        var settings = PPO.Settings()
        (settings.advantage, settings.critic) = (kind, critic)
        #expect { try settings.estimator(group: group) } throws: { "\($0)".contains(message) }
    }
}
