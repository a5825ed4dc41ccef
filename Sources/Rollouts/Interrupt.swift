import Synchronization

/// Ctrl-C, seen by every loop of the host that takes long.
public enum Interrupt {
    private static let requested = Atomic<Bool>(false)

    /// Asks all work to stop at its next check. Safe on any thread.
    public static func request() { requested.store(true, ordering: .relaxed) }

    /// Forgets an earlier request.
    public static func clear() { requested.store(false, ordering: .relaxed) }

    /// Whether somebody asked to stop.
    public static var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// - Throws: `Interrupted` when somebody asked to stop.
    public static func check() throws {
        if isRequested { throw Interrupted() }
    }
}

/// The work stopped because somebody asked for it.
public struct Interrupted: Error, CustomStringConvertible {
    /// The error.
    public init() {}
    /// What a script that stopped so ends with.
    public var description: String { "interrupted" }
}
