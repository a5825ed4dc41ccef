import Rollouts

extension Hostile {
    /// Programs that want more memory than there is.
    static let memory: [Hostile] = [
        Hostile("one huge allocation", [.memoryLimit], "x = bytearray(10**11)"),
        Hostile(
            "slow growth", [.memoryLimit], grows: true,
            """
            x = []
            while True: x.append(bytearray(1 << 20))
            """),
        Hostile(
            "growth of small objects", [.memoryLimit], grows: true,
            """
            x = ()
            while True: x = (x, [0] * 200)
            """),
        Hostile(
            "growth that catches the error", [.timeLimit],
            """
            x = []
            while True:
              try: x.append(bytearray(1 << 20))
              except MemoryError: pass
            """),
        Hostile(
            "recursion without end", [.runtimeError],
            """
            def f(): f()
            f()
            """),
        Hostile(
            "recursion without a limit", [.runtimeError], grows: true,
            """
            import sys; sys.setrecursionlimit(1 << 30)
            class A:
              def __getattr__(self, n): return getattr(self, n)
            A().x
            """),
        Hostile(
            "thread stacks", [.accepted],
            """
            import threading
            threading.stack_size(1 << 30)
            try: threading.Thread(target=print).start()
            except RuntimeError: print('refused')
            """),
        Hostile(
            "anonymous mappings", [.accepted],
            """
            import mmap
            m = []
            try:
              while True: m.append(mmap.mmap(-1, 1 << 24))
            except OSError: print('refused')
            """),
        Hostile(
            "shared mappings", [.accepted],
            """
            import mmap
            m = []
            try:
              while True:
                m.append(mmap.mmap(-1, 1 << 24, mmap.MAP_SHARED)); m[-1][::1 << 20] = bytes(16)
            except OSError: print('refused')
            """),
        .refused("memory files", "os.memfd_create('x')"),
        .refused(
            "a memory limit raised", imports: "resource",
            "resource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40)) if False else resource.prlimit(1, resource.RLIMIT_AS, (1 << 40, 1 << 40))"
        ),
        Hostile(
            "locked memory", [.accepted],
            """
            import ctypes
            print('refused' if ctypes.CDLL(None).mlockall(3) == -1 else 'done')
            """),
        Hostile(
            "zip bomb", [.memoryLimit], grows: true,
            """
            import zlib
            b = zlib.compress(bytes(1 << 26), 1)
            x = [zlib.decompress(b) for _ in range(100)]
            """),
        Hostile(
            "memory at exit", [.accepted], expected: "",
            """
            import atexit
            atexit.register(lambda: bytearray(10**11))
            """),
        Hostile(
            "the collector switched off", [.memoryLimit], grows: true,
            """
            import gc; gc.disable()
            while True:
              a = [0] * 10000; a.append(a)
            """),
        Hostile(
            "pipes full of data", [.accepted],
            """
            import os
            count = 0
            try:
              while True: os.pipe(); count += 1
            except OSError: print('refused' if count < 64 else count)
            """),
    ]
}
