internal import Dispatch

/// Work cut into a fixed number of parts, each computed by one thread.
///
/// The parts, and the order in which their results are added up, depend on `count` alone: the bits are the same
/// whether the parts run at once or one after another.
package struct Shards: Sendable {
    /// How many parts.
    package let count: Int
    /// Whether parts may run at the same time.
    package var runsConcurrently = true

    /// - Parameter count: at least 1.
    package init(count: Int, runsConcurrently: Bool = true) {
        precondition(count >= 1)
        (self.count, self.runsConcurrently) = (count, runsConcurrently)
    }

    /// The part of `0..<total` that belongs to `shard`: equal parts, the first ones longer by one at most.
    package func range(_ shard: Int, of total: Int) -> Range<Int> {
        shard * total / count..<(shard + 1) * total / count
    }

    /// Computes all parts and returns their results in order.
    ///
    /// - Throws: the error of the first part, in order, that failed.
    package func map<R>(_ body: (Int) throws -> R) throws -> [R] {
        // Each part writes its own element, and all are done before the first is read.
        nonisolated(unsafe) let results = UnsafeMutableBufferPointer<Result<R, any Error>?>.allocate(capacity: count)
        results.initialize(repeating: nil)
        defer {
            results.deinitialize()
            results.deallocate()
        }
        withoutActuallyEscaping(body) { escapable in
            nonisolated(unsafe) let body = escapable
            let part: @Sendable (Int) -> Void = { shard in results[shard] = Result { try body(shard) } }
            if runsConcurrently {
                DispatchQueue.concurrentPerform(iterations: count, execute: part)
            } else {
                for shard in 0..<count { part(shard) }
            }
        }
        return try results.map { try $0!.get() }
    }
}
