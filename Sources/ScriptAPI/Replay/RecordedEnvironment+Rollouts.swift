internal import Rollouts
internal import RunStore

extension RecordedEnvironment {
    /// The rollouts that a group of episodes was played in: their places in the group, and their random key.
    func rollouts(of group: [RecordedEpisode]) -> [(rows: Range<Int>, key: RandomKey)] {
        guard case .evaluation = group[0].origin, let samples else {
            guard case .update(let number) = group[0].origin, number > 0 else { return [] }
            return [(0..<group.count, RandomKey(seed: seed, purpose: .tokens, update: number - 1))]
        }
        var rollouts: [(rows: Range<Int>, key: RandomKey)] = [], start = 0
        while start < group.count {
            let sample = start / problemCount % samples, first = start % problemCount
            let end = min(start + min(batch, problemCount - first), group.count)
            rollouts.append(
                (start..<end, RandomKey(seed: seed, purpose: .evaluation, update: sample, episode: first)))
            start = end
        }
        return rollouts
    }
}
