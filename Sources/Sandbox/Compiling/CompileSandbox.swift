import CSandbox
import Glibc
import Rollouts

/// Where a compiler runs: a hostile text can make it read files, run for ever and fill memory.
///
/// It has no fork server and no list of system calls, for it starts processes; the walls are bubblewrap's and the limits.
struct CompileSandbox {
    let isolation: Isolation
    let limits: CompileLimits
    let interrupt: Interrupt
    /// A folder of ours that the command may read, or fill.
    var folder: Folder?

    enum Folder {
        case read(String)
        case filled(String)
    }

    /// What the command calls its places: an empty working directory, and `folder`.
    struct Places {
        let work: String
        let folder: String
    }

    /// How the command ended, and what it printed.
    struct Result {
        /// As a shell says it.
        var status: Int32
        var timedOut: Bool
        var output, errors: MemoryFile
    }

    /// Runs a shell's command on one input.
    ///
    /// - Throws: `SandboxError` when it cannot be started, `Interrupted` when somebody asked to stop.
    func run(input: String, command: (Places) -> String) throws -> Result {
        let files = (try MemoryFile("stdin", holding: input), try MemoryFile("stdout"), try MemoryFile("stderr"))
        let start: (arguments: [String], environment: [String], directory: String?)
        var place: TemporaryPlace?
        switch isolation {
        case .bubblewrap(let path):
            let script = self.script(command(Places(work: "/work", folder: "/run/folder")))
            start = (bubblewrap(path) + ["--"] + script, [], nil)
        case .none:
            let made = try TemporaryPlace()
            let script = self.script(command(Places(work: made.work, folder: folder?.path ?? "")))
            start = (script, Self.environment(work: made.work).map { "\($0)=\($1)" }, made.work)
            place = made
        }
        return try withExtendedLifetime(place) {
            // Beside the limits of each process: the compiler, the assembler and the linker together.
            let group = ControlGroup(memory: 2 * limits.memory, processes: 32)
            let process = try launch(start.arguments, start.environment, start.directory, files, group)
            let (status, timedOut) = try wait(for: process)
            return Result(status: status, timedOut: timedOut, output: files.1, errors: files.2)
        }
    }

    private static func environment(work: String) -> [(String, String)] {
        [("PATH", "/usr/bin"), ("TMPDIR", work), ("LC_ALL", "C")]
    }

    private func script(_ command: String) -> [String] {
        // A shell counts files in blocks of 512 bytes. What we have it fill is larger than what programs become.
        let files = if case .filled = folder { 1 << 30 } else { limits.files }
        return [
            "/usr/bin/sh", "-c",
            "ulimit -t \(limits.cpuSeconds); ulimit -v \(limits.memory >> 10); ulimit -c 0; ulimit -f \(files >> 9); "
                + command,
        ]
    }

    private func bubblewrap(_ path: String) -> [String] {
        var arguments = [
            // The shell is number 1 itself: a process of bubblewrap's in its place would be left for whoever adopts it to reap.
            path, "--unshare-user", "--unshare-all", "--as-pid-1", "--die-with-parent", "--uid", "65534", "--gid",
            "65534",
            "--cap-drop", "ALL", "--clearenv",
        ]
        for (name, value) in Self.environment(work: "/work") { arguments += ["--setenv", name, value] }
        arguments += ["--ro-bind", "/usr", "/usr"]
        for folder in ["bin", "lib", "lib64"] { arguments += ["--symlink", "usr/\(folder)", "/\(folder)"] }
        arguments += ["--dev-bind", "/dev/null", "/dev/null"]
        switch folder {
        case .read(let path): arguments += ["--ro-bind", path, "/run/folder"]
        case .filled(let path): arguments += ["--bind", path, "/run/folder"]
        case nil: break
        }
        return arguments + [
            "--size", "\(limits.files)", "--tmpfs", "/work", "--chdir", "/work", "--remount-ro", "/",
        ]
    }

    private func launch(
        _ arguments: [String], _ environment: [String], _ directory: String?,
        _ files: (MemoryFile, MemoryFile, MemoryFile), _ group: ControlGroup?
    ) throws -> pid_t {
        // What we have it fill is ours; all else is for nobody.
        let dropsRoot = if case .filled = folder { false } else { true }
        let process = withCStrings(arguments) { arguments in
            withCStrings(environment) { environment in
                withCStrings(directory.map { [$0] } ?? []) { directory in
                    var start = sandbox_start(
                        path: arguments[0], arguments: arguments, environment: environment,
                        standard: (files.0.descriptor, files.1.descriptor, files.2.descriptor),
                        socket: files.0.descriptor, library: files.0.descriptor,
                        groups: group?.descriptors ?? (-1, -1), directory: directory[0], stack: 64 << 20,
                        drops_root: dropsRoot, may_stay_root: isolation != .none)
                    return sandbox_spawn(&start)
                }
            }
        }
        if process < 0 { throw SandboxError.start(arguments[0], -process) }
        return process
    }

    private func wait(for process: pid_t) throws -> (status: Int32, timedOut: Bool) {
        var status: Int32 = 0
        let deadline = ContinuousClock.now + limits.wall
        while waitpid(process, &status, WNOHANG) == 0 {
            if ContinuousClock.now > deadline || interrupt.isRequested {
                // All of its session: without namespaces nothing else ends the compiler that the shell started.
                kill(-process, SIGKILL)
                sandbox_reap(process, 0)
                try interrupt.check()
                return (-SIGKILL, true)
            }
            usleep(2000)
        }
        return (sandbox_exit_status(status), false)
    }
}

extension CompileSandbox.Folder {
    fileprivate var path: String {
        switch self {
        case .read(let path), .filled(let path): path
        }
    }
}
