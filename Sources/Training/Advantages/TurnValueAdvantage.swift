/// RLEF's own: `A_t = sum_{i >= t} R_i - V(c_t)`, the same for every token of turn t, with a critic that values each turn's prompt.
///
/// Gehring et al., "RLEF", section 2.2, https://arxiv.org/abs/2410.02089. "Normalised" is read as: divided by the deviation over the turns of the
/// batch, without subtracting the mean.
struct TurnValueAdvantage: AdvantageEstimator {
    let valued: ValueLevel? = .turn
    let normalizesByDefault = true

    func estimate(_ batch: AdvantageBatch, normalizes: Bool) -> Advantages {
        let returns = batch.episodes.map(\.returns)
        let raw = zip(returns, batch.episodes).map { zip($0, $1.values).map(-) }
        let (advantages, standardDeviation) = raw.overStandardDeviation(normalizes)
        return Advantages(
            perToken: zip(batch.episodes, advantages).map { $0.perToken($1) }, targets: returns,
            standardDeviation: standardDeviation)
    }
}
