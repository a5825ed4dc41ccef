/// GRPO's: `A = (r - mean r) / (deviation of r)` over the conversations about one problem, the same for every token of an episode, without a critic.
///
/// r is what the environment paid for the whole episode. The KL penalty, which GRPO has in the loss, is in the reward here: it is
/// taken off as `beta (KL - mean KL)`, centred in the group too but not divided, since in a group whose episodes were all paid the same it
/// would be blown up to full size. Without normalisation nothing is divided (Liu et al., "Dr. GRPO", https://arxiv.org/abs/2503.20783).
///
/// Shao et al., "DeepSeekMath", section 4.1, https://arxiv.org/abs/2402.03300.
struct GroupAdvantage: AdvantageEstimator {
    let smallestGroup = 2
    let normalizesByDefault = true

    func estimate(_ batch: AdvantageBatch, normalizes: Bool) -> Advantages {
        func centred(_ numbers: [Double]) -> [Double] {
            batch.byGroup(numbers) { group in
                let mean = group.mean
                return group.map { $0 - mean }
            }
        }
        let paid = centred(batch.episodes.map { $0.paid.reduce(0, +) })
        let scaled = batch.byGroup(paid) { group in
            let scale = normalizes ? group.standardDeviation + standardDeviationEpsilon : 1
            return group.map { $0 / scale }
        }
        let penalties = centred(batch.episodes.map { $0.penalties.reduce(0, +) })
        return Advantages(episodes: zip(scaled, penalties).map(-), of: batch, standardDeviation: paid.standardDeviation)
    }
}

/// REINFORCE with a leave-one-out baseline: `A_i = R_i - mean of the other episodes' R` among the conversations about one problem, the same for every
/// token of an episode, without a critic. R is the sum of `r_t - beta KL_t`.
///
/// Ahmadian et al., "Back to Basics", https://arxiv.org/abs/2402.14740; Kool et al., "Buy 4 REINFORCE Samples, Get a Baseline for Free!", 2019.
struct LeaveOneOutAdvantage: AdvantageEstimator {
    let smallestGroup = 2

    func estimate(_ batch: AdvantageBatch, normalizes: Bool) -> Advantages {
        let raw = batch.byGroup(batch.episodes.map { $0.rewards.reduce(0, +) }) { group in
            let sum = group.reduce(0, +)
            return group.map { $0 - (sum - $0) / Double(group.count - 1) }
        }
        let (advantages, standardDeviation) = raw.map { [$0] }.overStandardDeviation(normalizes)
        return Advantages(episodes: advantages.map { $0[0] }, of: batch, standardDeviation: standardDeviation)
    }
}

extension Advantages {
    /// One number for all tokens of an episode.
    fileprivate init(episodes numbers: [Double], of batch: AdvantageBatch, standardDeviation: Double) {
        self.init(
            perToken: zip(batch.episodes, numbers).map {
                [Double](repeating: $1, count: $0.lengths.reduce(0, +))
            }, targets: [], standardDeviation: standardDeviation)
    }
}
