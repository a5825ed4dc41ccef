import Rollouts

extension Hostile {
    /// Programs that call what a program has no need of. Numbers are those of x86-64.
    static let kernel: [Hostile] = [
        .refusedCalls(
            "namespaces", "272, 0x10000000", "272, 0x20000", "272, 0x40000000", "272, 0x20000000", "308, 0, 0"),
        .refusedCalls(
            "mounts", "165, 0, 0, 0, 0, 0", "166, 0, 0", "155, 0, 0", "428, 0, 0, 0", "430, 0, 0", "432, 0, 0",
            "429, 0, 0, 0, 0", "442, 0, 0, 0, 0, 0"),
        .refusedCalls("BPF and performance counters", "321, 0, 0, 0", "298, 0, 0, -1, -1, 0"),
        .refusedCalls("io_uring", "425, 1, 0", "426, 0, 0, 0, 0, 0", "427, 0, 0, 0, 0"),
        .refusedCalls("userfaultfd", "323, 0", "323, 1"),
        .refusedCalls("keys", "250, 0, -3", "248, 0, 0, 0, 0, 0", "249, 0, 0, 0, 0"),
        .refusedCalls(
            "modules, reboot, swap and the clock", "175, 0, 0, 0", "313, 0, 0, 0", "169, 0, 0, 0, 0", "167, 0, 0",
            "227, 0, 0", "164, 0, 0", "246, 0, 0, 0, 0"),
        .refusedCalls(
            "messages and semaphores", "68, 0, 0x200", "64, 0, 1, 0x200", "29, 0, 4096, 0x200", "240, 0, 0, 0, 0"),
        .refusedCalls(
            "watching files", "253", "294, 0", "300, 0, 0", "319, 0, 0", "282, -1, 0, 8, 0", "284, 0", "290, 0, 0"),
        .refusedCalls("identity", "105, 0", "106, 0", "117, 0, 0, 0", "119, 0, 0, 0", "116, 0, 0", "122, 0"),
        .refusedCalls(
            "personality and processor state", "135, 0x0400000", "154, 1, 0, 16", "158, 0x1012, 0",
            "158, 0x2003, 0x1000", "173, 0x378, 1, 1", "172, 3"),
        .refusedCalls(
            "process control", "157, 1, 0, 0, 0, 0", "157, 22, 0, 0, 0, 0", "157, 36, 1, 0, 0, 0",
            "157, 38, 0, 0, 0, 0", "157, 35, 8, 0, 0, 0", "317, 0, 0, 0", "444, 0, 0, 1"),
        .refusedCalls(
            "calls of the x32 convention", "0x40000000 + 39", "0x40000000 + 57", "0x40000000 + 520, 0, 0, 0",
            "0x40000000 + 1, 1, b'done', 4"),
        .refusedCalls("calls that do not exist", "9999", "-1", "0x7fffffff", "512", "0xffffffff"),
        .refusedCalls("raising limits of others", "302, 1, 9, 0, 0", "302, 1, 0, 0, 0"),
        .refusedCalls(
            "capabilities",
            "126, (ctypes.c_uint * 2)(0x20080522, 0), (ctypes.c_uint * 6)(0xffffffff, 0xffffffff, 0, 0xff, 0xff, 0)"),
        .refusedCalls(
            "memory tricks", "216, 0, 0, 0, 0, 0", "316, -1, 0, -1, 0, 0", "275, 0, 0, 1, 0, 0, 0", "278, 1, 0, 0, 0",
            "276, 0, 1, 1, 0", "329, 0, 0, 0", "447, 0"),
        Hostile(
            "32-bit calls", [.runtimeError],
            """
            import ctypes, mmap
            code = bytes([0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xc3])
            m = mmap.mmap(-1, 4096, prot=7); m.write(code)
            print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))())
            """),
        Hostile(
            "32-bit fork", [.runtimeError],
            """
            import ctypes, mmap
            code = bytes([0xb8, 2, 0, 0, 0, 0xcd, 0x80, 0xc3])
            m = mmap.mmap(-1, 4096, prot=7); m.write(code)
            print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))())
            """),
        Hostile(
            "limits raised", [.accepted],
            """
            import resource
            for name in 'AS', 'CPU', 'FSIZE', 'NPROC', 'NOFILE', 'CORE', 'MEMLOCK':
              which = getattr(resource, 'RLIMIT_' + name)
              _, hard = resource.getrlimit(which)
              try: resource.setrlimit(which, (hard + 1, hard + 1)); print(name, hard)
              except (ValueError, OSError): pass
            print('refused')
            """),
        .refused(
            "device control", imports: "fcntl, termios, tty", "fcntl.ioctl(0, 0x5412, b'x')",
            "fcntl.ioctl(1, termios.FIONREAD, 0)", "fcntl.ioctl(0, 0x541B, 0)"),
    ]
}
