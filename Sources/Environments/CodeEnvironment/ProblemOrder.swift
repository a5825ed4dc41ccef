internal import Rollouts

/// The order in which training goes through a problem set: a permutation of its own for every pass.
struct ProblemOrder {
    let count: Int
    let seed: UInt64

    /// The problems' indices at `positions` of the endless list of passes.
    func indices(_ positions: Range<Int>) -> [Int] {
        guard count > 0 else { return [] }
        var permutations: [Int: [Int]] = [:]
        return positions.map { position in
            let pass = position / count
            let permutation = permutations[pass] ?? permutation(pass)
            permutations[pass] = permutation
            return permutation[position % count]
        }
    }

    private func permutation(_ pass: Int) -> [Int] {
        var random = RandomKey(seed: seed, purpose: .problemOrder, update: pass).stream()
        return random.permutation(count)
    }
}
