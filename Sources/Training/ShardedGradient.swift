package import Torch

/// The gradient of a loss whose parts are computed by shards, added up as a balanced tree over the shards' numbers: 0 and 1, 2
/// and 3, ..., then 0 and 2, 4 and 6, ... A machine that has a power of two of them, side by side, adds up a whole branch.
///
/// - Parameter part: one shard's part of the loss, and whatever it wants to report; nil when it has nothing to compute.
/// - Returns: the gradient in the order of `parameters`, and the shards' reports in order.
package func shardedGradient<Report>(
    _ shards: Shards, of parameters: [Tensor], part: (Int) throws -> (loss: Tensor, report: Report)?
) throws -> (gradient: [Tensor], reports: [Report]) {
    let parts = try shards.map { shard -> (gradient: [Tensor], report: Report)? in
        guard let (loss, report) = try part(shard) else { return nil }
        return (try loss.gradients(of: parameters), report)
    }
    var sums = parts.map { $0?.gradient }
    for distance in sequence(first: 1, next: { 2 * $0 }).prefix(while: { $0 < sums.count }) {
        for left in stride(from: 0, to: sums.count - distance, by: 2 * distance) {
            guard let addends = sums[left + distance] else { continue }
            guard let branch = sums[left] else {
                sums[left] = addends
                continue
            }
            for (sum, addend) in zip(branch, addends) { try sum.add(addend) }
        }
    }
    guard let total = sums[0] else { preconditionFailure("no shard had anything to compute") }
    return (total, parts.compactMap { $0?.report })
}
