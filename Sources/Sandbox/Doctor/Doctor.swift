import Glibc
import Rollouts

/// Finds out what isolation this machine gives, by attacking each layer from inside a sandbox.
package struct Doctor {
    private let language: Language
    private let bubblewrap: String
    private static let namespaceRemedy =
        "sysctl -w user.max_user_namespaces=15000 kernel.apparmor_restrict_unprivileged_userns=0"
        + " (in a container: docker run --privileged)"

    package init(language: Language = .python(), bubblewrap: String = "/usr/bin/bwrap") {
        (self.language, self.bubblewrap) = (language, bubblewrap)
    }

    /// Attacks every layer. Stops at the first that the others stand on.
    package func examine() -> [Finding] {
        for (name, path, package) in [
            ("bubblewrap", bubblewrap, "bubblewrap"), (language.name, language.interpreter, language.package),
        ] where access(path, X_OK) != 0 {
            return [Finding(name, .broken, "there is no \(path)", remedy: "apt-get install \(package)")]
        }
        do {
            let walls = try attackNamespaces()
            if walls.contains(where: { $0.state == .broken && $0.layer == "sandbox" }) { return walls }
            return try walls + attackWorker() + attackLimits() + [attackControlGroup()] + attackRepetition()
        } catch let error as SandboxError {
            return [Finding("sandbox", .broken, error.problem, remedy: error.remedy)]
        } catch {
            return [Finding("sandbox", .broken, "\(error)")]
        }
    }

    /// Whether programs may run here: every layer that must hold does.
    package static func isIsolated(_ findings: [Finding]) -> Bool { !findings.contains { $0.state == .broken } }

    // MARK: The layers

    private func attackNamespaces() throws -> [Finding] {
        let listener = Listener()
        let sandbox = try withExtendedLifetime(listener) {
            try BareSandbox(
                [language.interpreter, "-S", "-c", DoctorProbe.namespaces, "\(getpid())", "\(listener?.port ?? 0)"],
                bubblewrap: bubblewrap, environment: ["ASSAY_SECRET=1"])
        }
        guard let breaches = DoctorProbe.breaches(sandbox.output) else {
            let complaint = sandbox.errors.split(separator: "\n").last.map(String.init) ?? "it ended without a word"
            return [
                Finding("sandbox", .broken, "bubblewrap does not start: \(complaint)", remedy: Self.namespaceRemedy)
            ]
        }
        return [
            Finding(
                "files", tried: "reading /etc, /root, /home, /proc and writing to /usr failed",
                breaches: breaches["files"] ?? [], remedy: Self.namespaceRemedy),
            Finding(
                "processes", tried: "a signal to this process and to all failed; none can be seen",
                breaches: breaches["processes"] ?? [], remedy: Self.namespaceRemedy),
            Finding(
                "network", tried: "connecting to a socket that listens on this machine failed",
                breaches: breaches["network"] ?? [], remedy: Self.namespaceRemedy),
            Finding(
                "users", tried: "becoming root, mounting and renaming the host failed",
                breaches: breaches["users"] ?? [], remedy: Self.namespaceRemedy),
            Finding(
                "environment", tried: "no variable of this process is visible", breaches: breaches["environment"] ?? []),
        ]
    }

    private func attackWorker() throws -> [Finding] {
        let outcome = try SandboxExecutor(language, isolation: .bubblewrap(path: bubblewrap))
            .run(source: DoctorProbe.worker)
        guard let breaches = DoctorProbe.breaches(outcome.output) else {
            return [
                Finding("worker", .broken, "the probe ended with \(outcome.verdict.rawValue): \(outcome.errorOutput)")
            ]
        }
        return [
            Finding(
                "system calls", tried: "forks, sockets, ptrace, bpf, io_uring, mounts and 11 others were refused",
                breaches: breaches["system calls"] ?? []),
            Finding(
                "privileges", tried: "no_new_privs is set for good; no capability is left or can be had",
                breaches: breaches["privileges"] ?? []),
            Finding(
                "descriptors", tried: "nothing but standard input, output and errors is open",
                breaches: breaches["descriptors"] ?? []),
            Finding(
                "disk", tried: "the disk ended after 64 MiB, the files after 1,023", breaches: breaches["disk"] ?? []),
        ]
    }

    private func attackLimits() throws -> [Finding] {
        let limits = Limits(
            cpu: .milliseconds(100), wall: .seconds(10), memory: 128 << 20, output: 1 << 16, processes: 4)
        let executor = try SandboxExecutor(language, limits: limits, isolation: .bubblewrap(path: bubblewrap))
        let breaches = try DoctorProbe.limits.compactMap { source, verdict in
            let outcome = try executor.run(source: source)
            return outcome.verdict == verdict ? nil : "\(source.prefix(40)) had the verdict \(outcome.verdict.rawValue)"
        }
        return [
            Finding(
                "limits", tried: "programs without end on CPU, memory and output were stopped; none could raise them",
                breaches: breaches)
        ]
    }

    private func attackControlGroup() throws -> Finding {
        let layer = "control groups"
        guard let group = ControlGroup(memory: 64 << 20, processes: 12) else {
            return Finding(
                layer, .absent, "this user may make none; each process is limited, but not the sandbox as a whole",
                remedy: "run as root, or: systemd-run --user --scope -p Delegate=yes assay run ...")
        }
        let python = [language.interpreter, "-S", "-c"]
        let forks = try BareSandbox(python + [DoctorProbe.forks], bubblewrap: bubblewrap, group: group)
        let memory = try BareSandbox(python + [DoctorProbe.memory], bubblewrap: bubblewrap, group: group)
        var breaches: [String] = []
        if forks.output != "stopped\n" { breaches.append("30 processes started where 12 may") }
        if memory.output != "started\n" { breaches.append("256 MiB were used where 64 may") }
        return Finding(
            layer, tried: "30 processes and 256 MiB without limits of their own were stopped", breaches: breaches,
            remedy: "mount a control group file system with the controllers memory and pids")
    }

    private func attackRepetition() throws -> [Finding] {
        let isolation = Isolation.bubblewrap(path: bubblewrap)
        let (one, two) = (
            try SandboxExecutor(language, isolation: isolation), try SandboxExecutor(language, isolation: isolation)
        )
        let addresses = try [one, two].map { try $0.run(source: DoctorProbe.addresses).output }
        let spoilt = try one.run(source: DoctorProbe.spoil)
        let after = try one.run(source: DoctorProbe.addresses).output
        let batch = [Submission](
            repeating: Submission(source: "pass", tests: [TestCase(input: "", expected: "")]), count: 100)
        let started = ContinuousClock.now
        _ = try one.judge(batch)
        let each = (ContinuousClock.now - started).milliseconds * 1000 / Int64(batch.count)
        return [
            Finding(
                "addresses", tried: "two workers gave the same addresses and hashes",
                breaches: addresses[0] == addresses[1] && !addresses[0].isEmpty ? [] : ["they differ between workers"],
                remedy: "in a container allow the system call personality: docker run --privileged"),
            Finding(
                "fork server",
                tried: "a program found nothing of one that spoilt its interpreter; \(each) us for an empty one",
                breaches: after == addresses[0] && spoilt.verdict == .accepted ? [] : ["a program changed the next one"]
            ),
        ]
    }
}
