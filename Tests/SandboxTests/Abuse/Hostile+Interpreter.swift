import Rollouts

extension Hostile {
    /// Programs that attack the compiler, or the interpreter that they share with the next program.
    static let interpreter: [Hostile] = [
        Hostile("brackets without end", [.compileError], String(repeating: "(", count: 100_000)),
        Hostile(
            "operators without end", [.memoryLimit],
            "x = " + String(repeating: "-", count: 100_000) + "1"),
        Hostile(
            "a chain of attributes", [.compileError],
            "x" + String(repeating: ".x", count: 100_000)),
        Hostile(
            "indentation without end", [.compileError],
            (0..<200).map { String(repeating: " ", count: $0) + "if 1:\n" }.joined()),
        Hostile(
            "a number of a million digits", [.outputLimit],
            "x = 1" + String(repeating: "0", count: 1_000_000)),
        Hostile("a NUL", [.compileError], "print(1)\0"),
        Hostile(
            "bytecode by hand", [.runtimeError],
            """
            def f(): pass
            f.__code__ = f.__code__.replace(co_code=bytes([100, 255] * 8), co_stacksize=0)
            f()
            """),
        Hostile(
            "modules taken away", [.accepted], expected: "1",
            """
            import sys
            sys.modules.clear(); print(1)
            """),
        Hostile(
            "the interpreter's code overwritten", [.runtimeError],
            """
            import ctypes
            libc = ctypes.CDLL(None)
            address = ctypes.cast(ctypes.pythonapi.PyLong_FromLong, ctypes.c_void_p).value & ~65535
            libc.mprotect(ctypes.c_void_p(address), 65536, 7)
            ctypes.memset(address, 0xcc, 65536)
            print(int('7') + 100000)
            """),
        Hostile(
            "small integers changed", [.wrongAnswer],
            """
            import ctypes
            ctypes.memmove(id(7) + 24, (8).to_bytes(4, 'little'), 4)
            print(7)
            """),
        Hostile(
            "the C library's heap destroyed", [.runtimeError],
            """
            import ctypes
            libc = ctypes.CDLL(None)
            libc.malloc.restype = ctypes.c_void_p
            p = libc.malloc(64); ctypes.memset(p - 16, 255, 4096)
            libc.free(ctypes.c_void_p(p)); print(libc.malloc(1 << 12))
            """),
        Hostile(
            "everything unmapped", [.runtimeError],
            "import ctypes; ctypes.CDLL(None).munmap(ctypes.c_void_p(0x7ffff0000000), 0xf000000)"),
        Hostile(
            "standard streams broken", [.runtimeError],
            """
            import sys
            sys.stdout = sys.stderr = sys.stdin = 7
            print(1)
            """),
        Hostile(
            "exceptions that fail to print", [.runtimeError],
            """
            class E(Exception):
              def __str__(self): raise self
            raise E
            """),
    ]
}
