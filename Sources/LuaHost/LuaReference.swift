import Synchronization

/// A Lua value held by Swift. It may be let go on any thread; the script's thread forgets it at its next call.
final class LuaReference: @unchecked Sendable {
    // Unchecked: nothing changes, and only the script's thread follows `machine`.
    let number: Int32
    weak let machine: LuaMachine?
    private let releases: ReleaseQueue

    init(number: Int32, machine: LuaMachine) {
        (self.number, self.machine, releases) = (number, machine, machine.releases)
    }
    deinit { releases.add(number) }
}

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
