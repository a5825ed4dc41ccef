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
