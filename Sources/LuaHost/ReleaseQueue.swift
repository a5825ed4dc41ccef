import Synchronization

/// References whose Swift side is gone, waiting for the thread that may touch the Lua state.
final class ReleaseQueue: Sendable {
    private let numbers = Mutex<[Int32]>([])

    func add(_ number: Int32) { numbers.withLock { $0.append(number) } }
    func takeAll() -> [Int32] {
        numbers.withLock { numbers in
            defer { numbers = [] }
            return numbers
        }
    }
}
