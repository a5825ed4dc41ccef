/// REINFORCE without a baseline: `A_t = sum_{i >= t} R_i`, the same for every token of turn t, without a critic.
///
/// Williams, "Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning", 1992,
/// https://doi.org/10.1007/BF00992696.
struct PlainReturn: AdvantageEstimator {
    func estimate(_ batch: AdvantageBatch, normalizes: Bool) -> Advantages {
        let (advantages, standardDeviation) = batch.episodes.map(\.returns).overStandardDeviation(normalizes)
        return Advantages(
            perToken: zip(batch.episodes, advantages).map { $0.perToken($1) }, targets: [],
            standardDeviation: standardDeviation)
    }
}
