import CSandbox
import Glibc

/// The machinery failed. What a program under test did is a `Verdict`.
public struct SandboxError: Error, CustomStringConvertible {
    /// What happened, as a clause without a full stop.
    public var problem: String
    /// What to do about it, as a clause without a full stop.
    public var remedy: String
    /// Whether a worker ended without a word before it was ready.
    var isSilent = false

    /// One sentence: the problem, then the remedy.
    public var description: String { "\(problem); \(remedy)" }
}

extension SandboxError {
    static func missing(_ name: String, at path: String, package: String) -> SandboxError {
        SandboxError(
            problem: "\(name) is not installed (there is no \(path))", remedy: "run: apt-get install \(package)")
    }

    /// The error for a process that `sandbox_spawn` did not start.
    static func start(_ program: String, _ code: Int32) -> SandboxError {
        if code != SANDBOX_STUCK_AS_ROOT { return system("starting \(program)", code) }
        return SandboxError(
            problem: "this process is root but may not become another user (it lacks CAP_SETUID or CAP_SETGID), so"
                + " without namespaces programs would run as root",
            remedy: "use isolation = \"bubblewrap\", run as an ordinary user, or give the container both capabilities")
    }

    static func system(_ action: String, _ code: Int32) -> SandboxError {
        SandboxError(
            problem: "\(action) failed: \(String(cString: strerror(code)))", remedy: "see `ulimit -a` and free memory")
    }
}
