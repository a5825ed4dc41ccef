import CSandbox
import Glibc

/// All that is needed to start a worker.
struct WorkerConfiguration: Sendable {
    let language: Language
    let limits: Limits
    let isolation: Isolation
    /// Where the worker's library is on this machine.
    let library: String

    /// - Throws: `LimitsError`, or `SandboxError` when something is not installed.
    init(language: Language, limits: Limits, isolation: Isolation) throws {
        try limits.validate()
        if case .bubblewrap(let path) = isolation, access(path, X_OK) != 0 {
            throw SandboxError.missing("bubblewrap", at: path, package: "bubblewrap")
        }
        guard access(language.interpreter, X_OK) == 0 else {
            throw SandboxError.missing(language.name, at: language.interpreter, package: language.package)
        }
        guard language.interpreter.hasPrefix("/usr/") else {
            throw SandboxError(
                problem: "the interpreter \(language.interpreter) is outside /usr, which is all that a sandbox sees",
                remedy: "use the distribution's, from the package \(language.package)")
        }
        self.language = language
        self.limits = limits
        self.isolation = isolation
        self.library = try Self.locate(language.library.file)
    }

    /// The library lies beside the program that runs, where SwiftPM puts both, or in the `lib` folder next to its `bin`.
    static func locate(_ file: String) throws -> String {
        let capacity = Int(PATH_MAX)
        let program = String(unsafeUninitializedCapacity: capacity) { buffer in
            max(0, buffer.withMemoryRebound(to: CChar.self) { readlink("/proc/self/exe", $0.baseAddress!, capacity) })
        }
        let folder = program.prefix(upTo: program.lastIndex(of: "/") ?? program.startIndex)
        let candidates = ["\(folder)/\(file)", "\(folder)/../lib/\(file)"]
        guard let found = candidates.first(where: { access($0, R_OK) == 0 }) else {
            throw SandboxError(
                problem: "\(file) is not beside the program, in \(folder)", remedy: "build it: swift build")
        }
        return found
    }

    /// The error for a worker that did not start.
    func startFailure(complaint: String, timedOut: Bool) -> SandboxError {
        let lines = complaint.split(separator: "\n").map(String.init)
        // An interpreter that is too old explains its usage after that line.
        let telling = lines.first { $0.lowercased().contains("unknown option") } ?? lines.last
        let reason = telling ?? (timedOut ? "it did not answer in time" : "it ended without a word")
        var error = SandboxError(
            problem: "the \(language.name) sandbox did not start: \(reason)",
            remedy: reason.contains("namespace") || reason.contains("uid map")
                || reason.contains("Operation not permitted")
                ? "this machine or container forbids user namespaces: allow them (sysctl user.max_user_namespaces,"
                    + " kernel.apparmor_restrict_unprivileged_userns=0, or docker run --privileged)"
                : "check with \"assay doctor\" that bubblewrap (0.7 or newer)"
                    + (language.requirement.isEmpty ? " works" : " and \(language.requirement) work")
        )
        error.isSilent = telling == nil && !timedOut
        return error
    }
}

extension WorkerConfiguration {
    /// What the programs of one worker may write to their working directory altogether, in bytes.
    static let workingDirectorySize = 64 << 20
    /// The files and folders they may have in it at the same time, itself included.
    static let workingDirectoryFiles = 1024

    /// A control group with room for the worker, one program at its limits and its files.
    func makeControlGroup() -> ControlGroup? {
        ControlGroup(
            memory: limits.memory + Self.workingDirectorySize + 3 * limits.output + (64 << 20),
            // Beside its threads: the worker, and bubblewrap outside it.
            processes: limits.processes + 4)
    }
}

extension sandbox_limits {
    init(_ limits: Limits, isolation: Isolation) {
        self.init(
            wall_nanoseconds: limits.wall.nanoseconds, cpu_nanoseconds: limits.cpu.nanoseconds,
            cpu_seconds: UInt64(limits.cpu.components.seconds) + (limits.cpu.components.attoseconds > 0 ? 1 : 0),
            address_space: UInt64(limits.memory),
            // One more than allowed, so that a file of just the allowed size is not over the limit.
            file_size: UInt64(limits.output) + 1, open_files: 64, processes: UInt64(limits.processes),
            files: UInt64(WorkerConfiguration.workingDirectoryFiles), has_namespaces: isolation == .none ? 0 : 1)
    }
}

extension Duration {
    fileprivate var nanoseconds: UInt64 {
        UInt64(components.seconds) * 1_000_000_000 + UInt64(components.attoseconds / 1_000_000_000)
    }
}
