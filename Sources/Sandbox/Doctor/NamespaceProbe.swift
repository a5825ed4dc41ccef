/// The program that attacks what bubblewrap builds, from inside. It prints a line `layer: what got through` for every breach, and at last `done`.
enum NamespaceProbe {
    /// The breaches by layer, or nil when the program did not come to its end.
    static func breaches(_ output: String) -> [String: [String]]? {
        var lines = output.split(separator: "\n").map(String.init)
        guard lines.popLast() == "done" else { return nil }
        return Dictionary(
            grouping: lines.compactMap { line -> (String, String)? in
                guard let colon = line.firstIndex(of: ":") else { return nil }
                return (String(line[..<colon]), String(line[colon...].dropFirst(2)))
            }, by: \.0
        ).mapValues { $0.map(\.1) }
    }

    static let attempt = """
        def attempt(layer, name, attack):
            try: attack()
            except OSError: return
            print(f"{layer}: {name}")

        """

    /// For Python. Arguments: a process of the host, and a port on which the host listens.
    static let attack =
        attempt + """
            import ctypes, os, socket, sys
            host, port = int(sys.argv[1]), int(sys.argv[2])
            libc = ctypes.CDLL(None, use_errno=True)
            def call(name, *arguments):
                if getattr(libc, name)(*arguments) < 0: raise OSError(ctypes.get_errno(), name)
            for path in "/etc/passwd", "/etc/hostname", "/proc/1/environ", "/proc/self/environ":
                attempt("files", path, lambda: open(path).close())
            for path in "/root", "/home", "/tmp", "/var", "/sys", "/proc":
                attempt("files", path, lambda: os.listdir(path))
            for path in "/x", "/usr/x", "/usr/lib/x", "/run/x", "/dev/x":
                attempt("files", "writing " + path, lambda: open(path, "w").close())
            attempt("processes", "a signal to the host", lambda: os.kill(host, 0) if host > 2 else None)
            attempt("processes", "a signal to all", lambda: os.kill(-1, 0))
            if os.getpid() > 2: print("processes: the numbers of the host")
            if port: attempt("network", "127.0.0.1", lambda: socket.create_connection(("127.0.0.1", port), 1))
            if [name for _, name in socket.if_nameindex()] != ["lo"]: print("network: an interface")
            attempt("users", "root", lambda: os.setuid(0))
            attempt("users", "mount", lambda: call("mount", b"none", b"/work", b"tmpfs", 0, 0))
            attempt("users", "host name", lambda: socket.sethostname("x"))
            attempt("users", "chroot", lambda: os.chroot("/usr"))
            if os.getuid() == 0: print("users: the number of root")
            if "ASSAY_SECRET" in os.environ: print("environment: a variable")
            print("done")
            """

    /// Starts processes until it is stopped.
    static let forks = """
        import os, time
        try:
            for _ in range(30):
                if os.fork() == 0: time.sleep(5); os._exit(0)
            print("unlimited")
        except OSError: print("stopped")
        """

    /// Fills memory until it is killed.
    static let memory = """
        print("started", flush=True)
        x = [bytearray(b"x" * (1 << 20)) for _ in range(256)]
        print("unlimited")
        """
}
