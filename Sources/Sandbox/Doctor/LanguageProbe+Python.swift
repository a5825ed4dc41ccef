import Rollouts

extension LanguageProbe {
    /// Attacks through Python.
    static func python(_ language: Language = .python()) -> LanguageProbe {
        LanguageProbe(
            language: language,
            limits: Limits(
                cpu: .milliseconds(100), wall: .seconds(10), memory: 128 << 20, output: 1 << 16, processes: 4),
            attack: Program(NamespaceProbe.attempt + pythonAttack),
            layers: [
                ("system calls", "forks, sockets, ptrace, bpf, io_uring, mounts and 11 others were refused"),
                ("privileges", "no_new_privs is set for good; no capability is left or can be had"),
                ("descriptors", "nothing but standard input, output and errors is open"),
                ("disk", "the disk ended after 64 MiB, the files after 1,023"),
            ],
            endless: [
                (Program("while True: pass"), .timeLimit),
                (Program("import resource\nresource.setrlimit(resource.RLIMIT_CPU, (9, 9))"), .runtimeError),
                (Program("x = bytearray(1 << 30)"), .memoryLimit),
                (Program("import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40))"), .runtimeError),
                (Program("while True: print('x' * 1000)"), .outputLimit),
                (
                    Program(
                        "import threading, time\nfor _ in range(9): threading.Thread(target=time.sleep, args=(1,)).start()"
                    ),
                    .runtimeError
                ),
            ],
            state: Program(
                "import sys\nprint({object() for _ in range(9)}, hash('a'), id([]), sys.getallocatedblocks(), hasattr(sys, 'spoilt'))"
            ),
            spoil: Program(
                "import builtins, sys\nsys.spoilt = True\nx = [object() for _ in range(10**5)]\ndel builtins.hash"),
            empty: "pass")
    }

    private static let pythonAttack = """
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
}
