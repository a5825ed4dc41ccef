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

/// How bubblewrap is asked for a sandbox around a worker.
struct Bubblewrap: Sendable {
    /// The program itself.
    var path: String

    /// The whole command line, program first.
    ///
    /// Everything is new and empty (users, processes, network, mounts, environment) but for a read-only `/usr`; there is no `/proc`. Of all
    /// capabilities the worker gets two: one to limit the files of its working directory, which it gives up before it is sent anything, and
    /// one that lets it choose the process number of a program. Programs have none.
    func arguments(for language: Language) -> [String] {
        var arguments = namespaces
        for (name, value) in language.environment.sorted(by: { $0.key < $1.key }) {
            arguments += ["--setenv", name, value]
        }
        return arguments + ["--perms", "0555", "--ro-bind-data", "4", "/run/\(language.library.inside)"]
            + workingDirectory
            + ["--", language.worker ?? language.interpreter] + language.arguments
    }

    /// The same sandbox around another command, without a worker's filter and limits: to see what it holds by itself.
    func arguments(around command: [String]) -> [String] {
        namespaces + ["--cap-drop", "ALL"] + workingDirectory + ["--"] + command
    }

    private var namespaces: [String] {
        var arguments = [
            path, "--unshare-user", "--unshare-all", "--as-pid-1", "--die-with-parent", "--hostname", "sandbox",
            "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN",
            "--cap-add", "CAP_CHECKPOINT_RESTORE", "--clearenv",
        ]
        arguments += ["--ro-bind", "/usr", "/usr"]
        // Without these the interpreter's loader is not found: "No such file or directory", about a file that is there.
        for folder in ["lib", "lib64"] { arguments += ["--symlink", "usr/\(folder)", "/\(folder)"] }
        for device in ["null", "zero", "urandom"] { arguments += ["--dev-bind", "/dev/\(device)", "/dev/\(device)"] }
        return arguments
    }

    private var workingDirectory: [String] {
        [
            "--size", "\(WorkerConfiguration.workingDirectorySize)", "--tmpfs", "/work", "--chdir", "/work",
            "--remount-ro", "/",
        ]
    }
}
