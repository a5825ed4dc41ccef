import Foundation

/// A thread that is none of Swift's concurrency pool, for what blocks while tasks go on.
package enum OwnThread {
    /// Runs `body` on a new thread; the caller waits without holding one.
    package static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Swift.Result { try body() }) }.start()
        }
    }
}
