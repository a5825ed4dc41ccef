package import Torch

/// The gradient of a loss whose parts are computed by shards, added up in the order of the shards.
///
/// - Parameter part: one shard's part of the loss, and whatever it wants to report; nil when it has nothing to compute.
/// - Returns: the gradient in the order of `parameters`, and the shards' reports in order.
package func shardedGradient<Report>(
    _ shards: Shards, of parameters: [Tensor], part: (Int) throws -> (loss: Tensor, report: Report)?
) throws -> (gradient: [Tensor], reports: [Report]) {
    let parts = try shards.map { shard -> (gradient: [Tensor], report: Report)? in
        guard let (loss, report) = try part(shard) else { return nil }
        return (try loss.gradients(of: parameters), report)
    }.compactMap { $0 }
    precondition(!parts.isEmpty, "no shard had anything to compute")
    let total = parts[0].gradient
    for other in parts.dropFirst() {
        for (sum, addend) in zip(total, other.gradient) { try sum.add(addend) }
    }
    return (total, parts.map(\.report))
}
