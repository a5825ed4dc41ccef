import Synchronization

/// Ctrl-C for one session: whatever takes long is given the token and looks at it between two steps.
///
/// Safe on any thread. Two sessions of a process have a token each, so that one is stopped without the other.
public final class Interrupt: Sendable {
    private let requested = Atomic<Bool>(false)
    private let listeners = Mutex<[@Sendable () -> Void]>([])

    /// A token that nobody has asked to stop.
    public init() {}

    /// Asks all work with this token to stop at its next check.
    public func request() {
        requested.store(true, ordering: .relaxed)
        for listener in listeners.withLock({ $0 }) { listener() }
    }

    /// Forgets an earlier request.
    public func clear() { requested.store(false, ordering: .relaxed) }

    /// Whether somebody asked to stop.
    public var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// - Throws: `Interrupted` when somebody asked to stop.
    public func check() throws {
        if isRequested { throw Interrupted() }
    }

    /// Has `body` called at each request, for work that looks at a flag of its own; at once if there was one already.
    public func onRequest(_ body: @escaping @Sendable () -> Void) {
        listeners.withLock { $0.append(body) }
        if isRequested { body() }
    }
}

/// The work stopped because somebody asked for it.
public struct Interrupted: Error, CustomStringConvertible {
    /// The error.
    public init() {}
    /// What a script that stopped so ends with.
    public var description: String { "interrupted" }
}
