internal import Rollouts
internal import Statistics

/// Intervals for shares of answers by drawing clusters of problems anew (the percentile bootstrap): answers of one conversation, conversations
/// about one problem, and problems of one cluster are not independent of each other.
///
/// The random numbers follow from what the conversations came to, in whatever order the problems stand: the same record gives the same bytes.
struct ClusterDraws {
    /// More clusters than this are refused: all draws are in memory.
    static let mostClusters = 20_000

    /// What is added up for a number: by cluster.
    typealias Sums = [Int: Bootstrap.Term]

    /// The cluster of each problem.
    let clusters: [Int]
    private let count: Int
    private let bootstrap: Bootstrap

    /// - Throws: `AnalysisError` for more clusters than are drawn from.
    init(_ problems: [EvaluatedProblem]) throws {
        let names = Set(problems.map(\.cluster)).sorted()
        guard names.count <= Self.mostClusters else {
            throw AnalysisError(
                "the problems belong to \(names.count) clusters; intervals are drawn from at most \(Self.mostClusters)")
        }
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        clusters = problems.map { places[$0.cluster]! }
        count = names.count
        bootstrap = Bootstrap(count: max(1, count), seed: DataKey(of: problems).value)
    }

    /// A share, or a mean of numbers in 0...1, from its sums; nil where nothing was counted.
    ///
    /// Where it is the same in all clusters each draw would repeat it, which claims too much: Wilson's interval then, with each cluster counted
    /// as one answer.
    func share(_ sums: Sums) -> Measured? {
        let terms = (0..<count).map { sums[$0] ?? Bootstrap.Term(0, of: 0) }
        let counted = terms.filter { $0.denominator > 0 }
        guard let first = counted.first, let found = bootstrap.share(terms) else { return nil }
        var interval: [Double]?
        if counted.count > 1 {
            // Sums of the same numbers need not be the same to the last bit.
            let isConstant = counted.allSatisfy {
                let (left, right) = ($0.numerator * first.denominator, first.numerator * $0.denominator)
                return abs(left - right) <= 1e-12 * max(left, right)
            }
            let size = Double(counted.count)
            let ends = isConstant ? .wilson(successes: found.value * size, count: size) : found
            interval = [ends.lower, ends.upper]
        }
        let answers = counted.reduce(0) { $0 + $1.denominator }
        return Measured(value: found.value, interval: interval, count: Int(answers))
    }
}

extension ClusterDraws.Sums {
    /// Adds to what a cluster has.
    mutating func add(_ numerator: Double, of denominator: Double = 1, to cluster: Int) {
        self[cluster, default: Bootstrap.Term(0, of: 0)].numerator += numerator
        self[cluster]!.denominator += denominator
    }
}

extension DataKey {
    /// Of what the conversations about problems came to.
    fileprivate init(of problems: [EvaluatedProblem]) {
        self.init()
        for problem in problems.sorted(by: { ($0.name, $0.cluster) < ($1.name, $1.cluster) }) {
            add(problem.name)
            add(problem.cluster)
            for conversation in problem.conversations {
                add(byte: conversation.solved ? 1 : 2)
                for turn in conversation.turns { add(turn.verdict?.rawValue ?? "") }
            }
        }
    }
}
