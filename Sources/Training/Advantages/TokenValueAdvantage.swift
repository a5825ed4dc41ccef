/// The paper's ablation: a critic that values every token, with generalised advantage estimation over the episode's sampled tokens.
///
/// `delta_k = r_k + V_{k+1} - V_k`, `A_k = delta_k + lambda A_{k+1}`, gamma = 1, and V is 0 after the last token; the critic is to say
/// `A_k + V_k`. A turn's reward `R_t = r_t - beta KL_t` is paid at its last token, so the KL penalty stands where the paper's turn-level one does.
/// The environment's tokens are no steps: the last token of a turn is followed by the first of the next. With lambda = 1, the default, only
/// the level of the value differs from `turn_value`.
///
/// Schulman et al., "High-Dimensional Continuous Control Using Generalized Advantage Estimation", https://arxiv.org/abs/1506.02438.
struct TokenValueAdvantage: AdvantageEstimator {
    let lambda: Double
    let valued: ValueLevel? = .token
    let normalizesByDefault = true

    func estimate(_ batch: AdvantageBatch, normalizes: Bool) -> Advantages {
        let raw = batch.episodes.map { episode in
            let rewards = Self.atLastTokens(episode.rewards, episode.lengths), values = episode.values
            var advantages = rewards, next = (value: 0.0, advantage: 0.0)
            for k in rewards.indices.reversed() {
                advantages[k] = rewards[k] + next.value - values[k] + lambda * next.advantage
                next = (values[k], advantages[k])
            }
            return advantages
        }
        let targets = zip(raw, batch.episodes).map { zip($0, $1.values).map(+) }
        let (advantages, standardDeviation) = raw.overStandardDeviation(normalizes)
        return Advantages(perToken: advantages, targets: targets, standardDeviation: standardDeviation)
    }

    /// What each token is paid. A turn in which nothing was sampled is paid at the token before it.
    private static func atLastTokens(_ rewards: [Double], _ lengths: [Int]) -> [Double] {
        var paid: [Double] = []
        for (reward, length) in zip(rewards, lengths) {
            paid += [Double](repeating: 0, count: length)
            if !paid.isEmpty { paid[paid.count - 1] += reward }
        }
        return paid
    }
}
