/// What stands between a hostile program and this machine.
///
/// Limits, the filter of system calls, the loss of every privilege and the memory files of a program are the same in both.
public enum Isolation: Sendable, Hashable {
    /// Namespaces of its own for each worker, made by the bubblewrap at `path`: it sees no file but a read-only `/usr`, no process but
    /// its own, no network.
    case bubblewrap(path: String)
    /// No namespaces: a program reads every file that others may read, and its bytes may depend on this machine. For machines that
    /// forbid namespaces, and programs that are trusted; must be asked for.
    case none

    /// Bubblewrap where distributions install it.
    public static var bubblewrap: Isolation { .bubblewrap(path: "/usr/bin/bwrap") }
}
