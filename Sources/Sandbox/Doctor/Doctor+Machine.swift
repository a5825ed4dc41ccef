import Glibc

extension Doctor {
    private static let namespaceRemedy =
        "sysctl -w user.max_user_namespaces=15000 kernel.apparmor_restrict_unprivileged_userns=0"
        + " (in a container: docker run --privileged)"

    /// Attacks what bubblewrap builds, by a program without a worker's filter and limits.
    func attackNamespaces() throws -> [Finding] {
        let listener = Listener()
        let sandbox = try withExtendedLifetime(listener) {
            try BareSandbox(
                [python.interpreter, "-S", "-c", NamespaceProbe.attack, "\(getpid())", "\(listener?.port ?? 0)"],
                bubblewrap: bubblewrap, environment: ["ASSAY_SECRET=1"])
        }
        guard let breaches = NamespaceProbe.breaches(sandbox.output) else {
            let complaint = sandbox.errors.split(separator: "\n").last.map(String.init) ?? "it ended without a word"
            return [
                Finding(
                    Self.machine, "sandbox", .broken, "bubblewrap does not start: \(complaint)",
                    remedy: Self.namespaceRemedy)
            ]
        }
        return [
            ("files", "reading /etc, /root, /home, /proc and writing to /usr failed"),
            ("processes", "a signal to this process and to all failed; none can be seen"),
            ("network", "connecting to a socket that listens on this machine failed"),
            ("users", "becoming root, mounting and renaming the host failed"),
            ("environment", "no variable of this process is visible"),
        ].map { layer, tried in
            Finding(
                Self.machine, layer, tried: tried, breaches: breaches[layer] ?? [], remedy: Self.namespaceRemedy)
        }
    }

    /// Attacks the limits on a sandbox as a whole.
    func attackControlGroup() throws -> Finding {
        let layer = "control groups"
        guard let group = ControlGroup(memory: 64 << 20, processes: 12) else {
            return Finding(
                Self.machine, layer, .absent,
                "this user may make none; each process is limited, but not the sandbox as a whole",
                remedy: "run as root, or: systemd-run --user --scope -p Delegate=yes assay run ...")
        }
        let command = [python.interpreter, "-S", "-c"]
        let forks = try BareSandbox(command + [NamespaceProbe.forks], bubblewrap: bubblewrap, group: group)
        let memory = try BareSandbox(command + [NamespaceProbe.memory], bubblewrap: bubblewrap, group: group)
        var breaches: [String] = []
        if forks.output != "stopped\n" { breaches.append("30 processes started where 12 may") }
        if memory.output != "started\n" { breaches.append("256 MiB were used where 64 may") }
        return Finding(
            Self.machine, layer, tried: "30 processes and 256 MiB without limits of their own were stopped",
            breaches: breaches, remedy: "mount a control group file system with the controllers memory and pids")
    }
}
