import Rollouts

/// The programs that attack a sandbox from inside. Each prints a line `layer: what got through` for every breach, and at last `done`.
enum DoctorProbe {
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

    private static let attempt = """
        def attempt(layer, name, attack):
            try: attack()
            except OSError: return
            print(f"{layer}: {name}")

        """

    /// Meets only what bubblewrap builds. Arguments: a process of the host, and a port on which the host listens.
    static let namespaces =
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

    /// Meets the whole sandbox.
    static let worker =
        attempt + """
            import ctypes, os
            libc = ctypes.CDLL(None, use_errno=True)
            def call(*arguments):
                result = libc.syscall(*(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))
                if result < 0: raise OSError(ctypes.get_errno(), "call")
                return result
            calls = {"socket": (41, 1, 1, 0), "fork": (57,), "vfork": (58,), "clone": (56, 17, 0, 0, 0, 0), "clone3": (435, 0, 88),
                "execve": (59, 0, 0, 0), "ptrace": (101, 0, 0, 0, 0), "mount": (165, 0, 0, 0, 0, 0), "unshare": (272, 0x10000000),
                "bpf": (321, 0, 0, 0), "io_uring": (425, 1, 0), "userfaultfd": (323, 0), "keyctl": (250, 0, -3, 0),
                "perf_event_open": (298, 0, 0, -1, -1, 0), "memfd_create": (319, b"x", 0), "process_vm_readv": (310, 1, 0, 0, 0, 0, 0),
                "setsid": (112,), "personality": (135, 0)} if os.uname().machine == "x86_64" else {}
            for name, arguments in calls.items(): attempt("system calls", name, lambda: call(*arguments))
            attempt("system calls", "os.fork", os.fork)
            attempt("system calls", "kill(1)", lambda: os.kill(1, 0))
            attempt("system calls", "kill(-1)", lambda: os.kill(-1, 0))
            libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
            if libc.prctl(39, 0, 0, 0, 0) != 1: print("privileges: no_new_privs is not set")
            if libc.prctl(38, 0, 0, 0, 0) == 0: print("privileges: no_new_privs can be taken back")
            if libc.prctl(21, 0, 0, 0, 0) != 2: print("system calls: there is no filter")
            header, data = (ctypes.c_uint * 2)(0x20080522, 0), (ctypes.c_uint * 6)()
            if libc.capget(header, data) != 0 or any(data): print("privileges: capabilities", *data)
            if libc.capset(header, (ctypes.c_uint * 6)(1 << 21, 1 << 21, 0, 0, 0, 0)) == 0: print("privileges: CAP_SYS_ADMIN")
            attempt("privileges", "root", lambda: os.setuid(0))
            for number in range(3, 64): attempt("descriptors", str(number), lambda: os.fstat(number))
            count = 0
            try:
                while count < 2000: open(f"f{count}", "w").close(); count += 1
                print("disk: 2000 files")
            except OSError: pass
            for i in range(count): os.remove(f"f{i}")
            try:
                for i in range(100): open(f"f{i}", "wb").write(bytes(1000000))
                print("disk: 100 MB")
            except OSError: pass
            print("done")
            """

    /// Programs that a limit must stop, and the verdict that says so.
    static let limits: [(source: String, verdict: Verdict)] = [
        ("while True: pass", .timeLimit),
        ("import resource\nresource.setrlimit(resource.RLIMIT_CPU, (9, 9))", .runtimeError),
        ("x = bytearray(1 << 30)", .memoryLimit),
        ("import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40))", .runtimeError),
        ("while True: print('x' * 1000)", .outputLimit),
        (
            "import threading, time\nfor _ in range(9): threading.Thread(target=time.sleep, args=(1,)).start()",
            .runtimeError
        ),
    ]

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

    /// Shows addresses, hashes and what the interpreter holds.
    static let addresses =
        "import sys\nprint({object() for _ in range(9)}, hash('a'), id([]), sys.getallocatedblocks(), hasattr(sys, 'spoilt'))"

    /// Changes the interpreter that it shares with the next program.
    static let spoil =
        "import builtins, sys\nsys.spoilt = True\nx = [object() for _ in range(10**5)]\ndel builtins.hash"
}
