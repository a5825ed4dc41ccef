package import Torch

/// The gradient of losses that are computed by shards, added up as a balanced tree over the shards' numbers: 0 and 1, 2 and 3, ...,
/// then 0 and 2, 4 and 6, ... A machine that has a power of two of them, side by side, adds up a whole branch.
///
/// - Parameters:
///   - activationBytes: see `Tape`.
///   - part: goes forward and back along the shard's tape, once or in several micro-batches, and gives what it wants to report; nil when it
///     has nothing to compute.
/// - Returns: the gradient in the order of `parameters`, and the shards' reports in order.
package func shardedGradient<Report>(
    _ shards: Shards, of parameters: [Tensor], activationBytes: Int = .max, part: (Int, Tape) throws -> Report?
) throws -> (gradient: [Tensor], reports: [Report]) {
    let parts = try shards.map { shard -> (gradient: [Tensor?], report: Report)? in
        let tape = Tape(training: parameters, activationBytes: activationBytes)
        guard let report = try part(shard, tape) else { return nil }
        return (try tape.takeGradients(of: parameters), report)
    }
    var sums = parts.map { $0?.gradient ?? parameters.map { _ in nil } }
    for distance in sequence(first: 1, next: { 2 * $0 }).prefix(while: { $0 < sums.count }) {
        for left in stride(from: 0, to: sums.count - distance, by: 2 * distance) {
            for index in parameters.indices {
                guard let addend = sums[left + distance][index] else { continue }
                if let sum = sums[left][index] { try sum.add(addend) } else { sums[left][index] = addend }
            }
            sums[left + distance] = []
        }
    }
    let reports = parts.compactMap { $0?.report }
    precondition(!reports.isEmpty, "no shard had anything to compute")
    return (try zip(sums[0], parameters).map { try $0 ?? $1.zerosLike() }, reports)
}
