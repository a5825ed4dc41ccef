import Rollouts

extension Hostile {
    /// Programs that would rather convince the grader than solve the problem.
    static let grader: [Hostile] = [
        Hostile("early exit", [.wrongAnswer], "import sys; sys.exit(0)"),
        Hostile("early exit past everything", [.wrongAnswer], "import os; os._exit(0)"),
        Hostile(
            "an honest answer, then a failure", [.runtimeError], "print('refused', flush=True); import os; os._exit(3)"),
        Hostile(
            "an object that equals all", [.wrongAnswer],
            """
            class A(str):
              def __eq__(self, other): return True
              def __hash__(self): return 0
              def __str__(self): return 'A'
            print(A('refused'))
            """),
        Hostile(
            "subclasses of int and str", [.wrongAnswer],
            """
            class I(int):
              def __eq__(self, o): return True
              def __repr__(self): return 'I'
            print(I(7))
            """),
        Hostile(
            "builtins replaced", [.wrongAnswer],
            """
            import builtins
            builtins.len = builtins.str = builtins.all = builtins.isinstance = lambda *a: True
            print(1)
            """),
        Hostile(
            "frames of the grader", [.wrongAnswer],
            """
            import sys
            frame = sys._getframe()
            while frame:
              for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):
                if isinstance(value, str) and value.startswith('refus') and len(value) == 7: print(value)
              frame = frame.f_back
            print('nothing')
            """),
        Hostile(
            "objects of the grader", [.wrongAnswer],
            """
            import gc
            wanted = ''.join(map(chr, (114, 101, 102, 117, 115, 101, 100)))
            for o in gc.get_objects():
              if isinstance(o, (list, dict, tuple)) and wanted in repr(type(o)): print(o)
            print('nothing')
            """),
        Hostile(
            "verdicts printed", [.wrongAnswer], #"print('{"verdict": "accepted", "passed": true}\nOK\n0\naccepted')"#),
        Hostile(
            "handlers at exit", [.wrongAnswer],
            """
            import atexit, os
            atexit.register(os._exit, 0)
            """),
        Hostile(
            "standard output replaced", [.wrongAnswer],
            """
            import io, sys
            sys.stdout = io.StringIO(); print('refused')
            """),
        Hostile(
            "trace functions", [.wrongAnswer],
            """
            import sys
            sys.settrace(lambda *a: None); sys.setprofile(lambda *a: None); sys.excepthook = print
            sys.unraisablehook = print
            print(1)
            """),
        Hostile(
            "audit hooks", [.runtimeError],
            """
            import sys
            def hook(*a): raise Exception
            sys.addaudithook(hook)
            open('x')
            """),
        Hostile("exit status forged", [.runtimeError], "raise SystemExit(256 + 7)"),
        Hostile(
            "the note of how far it came, rewritten", [.wrongAnswer],
            """
            import ctypes, os
            libc = ctypes.CDLL(None)
            out, into = os.pipe()
            for page in range(0x7ffff7000000, 0x7ffff8000000, 4096):
              if libc.write(into, ctypes.c_void_p(page), 4096) != 4096: continue
              if os.read(out, 4096) == b'\\3' + bytes(4095): ctypes.memset(ctypes.c_void_p(page), 255, 4096)
            print('done')
            """),
        Hostile(
            "a note for the next program", [.accepted],
            """
            import ctypes, os
            libc = ctypes.CDLL(None)
            out, into = os.pipe()
            for page in range(0x7ffff7000000, 0x7ffff8000000, 4096):
              if libc.write(into, ctypes.c_void_p(page), 4096) != 4096: continue
              text = os.read(out, 4096)
              if text[:4] == b'\\3\\0\\0\\0' and b'note' in text[:16]: print('found')
              if text == b'\\3' + bytes(4095): ctypes.memmove(ctypes.c_void_p(page + 4), b'note', 4)
            print('refused')
            """),
        Hostile(
            "a note from the last program", [.accepted],
            """
            import ctypes, os
            libc = ctypes.CDLL(None)
            out, into = os.pipe()
            for page in range(0x7ffff7000000, 0x7ffff8000000, 4096):
              if libc.write(into, ctypes.c_void_p(page), 4096) != 4096: continue
              if os.read(out, 4096)[:8] == b'\\3\\0\\0\\0note': print('found')
            print('refused')
            """),
    ]
}
