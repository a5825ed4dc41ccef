internal import Rollouts

/// Sets made of sets. Each is a value: the set itself stays as it is.
extension ContentProblemSet {
    /// The problems at `indices`, in that order.
    package func choosing(_ indices: some Sequence<Int>, as name: String) throws -> ChosenProblems {
        try ChosenProblems(name, of: [self], at: indices.map { (0, $0) })
    }

    /// All problems in an order that follows from `seed` alone.
    package func shuffled(seed: UInt64, as name: String) throws -> ChosenProblems {
        var random = RandomKey(seed: seed, purpose: .sets).stream()
        return try choosing(Array(0..<count).shuffled(by: &random), as: name)
    }

    /// The places of problems in parts of these sizes, in the order of the set within each. Groups stay whole: they are taken in an order that
    /// follows from `seed`, each to the part that lacks the fewest problems and has room for it; what fits nowhere is left out.
    ///
    /// Where the parts are to hold all problems, large groups come first, each to the part that lacks the most: so all are dealt, and the sizes
    /// are met as nearly as the groups allow.
    package func split(_ sizes: [Int], seed: UInt64) throws -> [[Int]] {
        var order: [String] = [], groups: [String: [Int]] = [:]
        for index in 0..<count {
            let cluster = try entry(at: index).cluster
            if groups[cluster] == nil { order.append(cluster) }
            groups[cluster, default: []].append(index)
        }
        var random = RandomKey(seed: seed, purpose: .sets, update: 1).stream()
        let takesAll = sizes.reduce(0, +) == count
        var dealt = order.shuffled(by: &random).map { groups[$0] ?? [] }
        if takesAll {
            dealt = dealt.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
                .map(\.element)
        }
        var parts = [[Int]](repeating: [], count: sizes.count)
        for group in dealt {
            let lacking = sizes.indices.map { sizes[$0] - parts[$0].count }
            let room = takesAll ? lacking.max() : lacking.filter { $0 >= group.count }.min()
            if let part = room.flatMap(lacking.firstIndex) { parts[part] += group }
        }
        return parts.map { $0.sorted() }
    }
}

extension Array {
    /// Fisher and Yates's shuffle, by our own numbers.
    fileprivate func shuffled(by random: inout RandomStream) -> [Element] {
        var elements = self
        for last in stride(from: count - 1, to: 0, by: -1) { elements.swapAt(last, random.below(last + 1)) }
        return elements
    }
}
