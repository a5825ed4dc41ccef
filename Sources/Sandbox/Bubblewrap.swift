/// How bubblewrap is asked for a sandbox around a worker.
struct Bubblewrap: Sendable {
    /// The program itself.
    var path: String

    /// What a worker's programs may write to their working directory altogether, in bytes.
    private static let workingDirectorySize = 64 << 20

    /// The whole command line, program first.
    ///
    /// Everything is new and empty (users, processes, network, mounts, environment) but for a read-only `/usr`; there is no `/proc`. Of all
    /// capabilities one is left to the worker, the one that lets it choose the process number of a program; programs have none.
    func arguments(for language: Language) -> [String] {
        var arguments = [
            path, "--unshare-user", "--unshare-all", "--as-pid-1", "--die-with-parent", "--hostname", "sandbox",
            "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--cap-add", "CAP_CHECKPOINT_RESTORE",
            "--clearenv",
        ]
        for (name, value) in language.environment.sorted(by: { $0.key < $1.key }) {
            arguments += ["--setenv", name, value]
        }
        arguments += ["--ro-bind", "/usr", "/usr"]
        // Without these the interpreter's loader is not found: "No such file or directory", about a file that is there.
        for folder in ["lib", "lib64"] { arguments += ["--symlink", "usr/\(folder)", "/\(folder)"] }
        for device in ["null", "zero", "urandom"] { arguments += ["--dev-bind", "/dev/\(device)", "/dev/\(device)"] }
        return arguments + [
            "--perms", "0555", "--ro-bind-data", "4", "/run/\(language.library.inside)",
            "--size", "\(Self.workingDirectorySize)", "--tmpfs", "/work", "--chdir", "/work", "--remount-ro", "/",
            "--", language.worker ?? language.interpreter,
        ] + language.arguments
    }
}
