import Foundation
import Testing
import Torch

@Suite struct ThreadTests {
    /// Optimizers and norms are computed outside of the shards, by a thread that may never have run one: libtorch must not
    /// cut a sum there either.
    @Test func aSumHasTheSameBitsOnEveryThread() throws {
        let values = (0..<1 << 20).map { Float(($0 * 7919) % 1009) / 1009 }
        let inShard = try Shards(count: 1).map { _ in try Tensor(values).squaredNorm() }[0]
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var alone: Double?
        Thread {
            alone = try? Tensor(values).squaredNorm()
            done.signal()
        }.start()
        done.wait()
        #expect(alone == inShard)
    }
}
