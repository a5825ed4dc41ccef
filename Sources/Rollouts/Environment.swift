/// Where a trainer's episodes come from.
public protocol Environment {
    /// Attempts that stay in the context beside the opening message; nil keeps all. See `Episode.context`.
    var window: Int? { get }
    /// Episodes in a row of an update that are about the same problem, at least 1.
    var group: Int { get }

    /// Plays the episodes of one update.
    ///
    /// - Parameters:
    ///   - update: counts from 0; decides which problems are drawn and which random numbers are used.
    ///   - count: episodes, a multiple of `group`.
    func episodes(policy: any Policy, update: Int, count: Int, seed: UInt64) throws -> [Episode]
}
