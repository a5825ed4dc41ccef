import Rollouts

extension Hostile {
    /// Programs that would rather convince the grader than solve the problem.
    static let grader: [Hostile] = [
        Hostile("early exit", [.wrongAnswer], "import sys; sys.exit(0)"),
        Hostile("early exit past everything", [.wrongAnswer], "import os; os._exit(0)"),
        Hostile("an honest answer, then a failure", [.runtimeError], "print('refused', flush=True); import os; os._exit(3)"),
        Hostile("an object that equals all", [.wrongAnswer], "class A(str):\n  def __eq__(self, other): return True\n  def __hash__(self): return 0\n  def __str__(self): return 'A'\nprint(A('refused'))"),
        Hostile("subclasses of int and str", [.wrongAnswer], "class I(int):\n  def __eq__(self, o): return True\n  def __repr__(self): return 'I'\nprint(I(7))"),
        Hostile("builtins replaced", [.wrongAnswer], "import builtins\nbuiltins.len = builtins.str = builtins.all = builtins.isinstance = lambda *a: True\nprint(1)"),
        Hostile("frames of the grader", [.wrongAnswer], "import sys\nframe = sys._getframe()\nwhile frame:\n  for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):\n    if isinstance(value, str) and value.startswith('refus') and len(value) == 7: print(value)\n  frame = frame.f_back\nprint('nothing')"),
        Hostile("objects of the grader", [.wrongAnswer], "import gc\nwanted = ''.join(map(chr, (114, 101, 102, 117, 115, 101, 100)))\nfor o in gc.get_objects():\n  if isinstance(o, (list, dict, tuple)) and wanted in repr(type(o)): print(o)\nprint('nothing')"),
        Hostile("verdicts printed", [.wrongAnswer], #"print('{"verdict": "accepted", "passed": true}\nOK\n0\naccepted')"#),
        Hostile("handlers at exit", [.wrongAnswer], "import atexit, os\natexit.register(os._exit, 0)"),
        Hostile("standard output replaced", [.wrongAnswer], "import io, sys\nsys.stdout = io.StringIO(); print('refused')"),
        Hostile("trace functions", [.wrongAnswer], "import sys\nsys.settrace(lambda *a: None); sys.setprofile(lambda *a: None); sys.excepthook = print\nsys.unraisablehook = print\nprint(1)"),
        Hostile("audit hooks", [.runtimeError, .wrongAnswer], "import sys\ndef hook(*a): raise Exception\nsys.addaudithook(hook)\nopen('x')"),
        Hostile("exit status forged", [.runtimeError], "raise SystemExit(256 + 7)"),
        Hostile("the note of how far it came, rewritten", [.wrongAnswer, .runtimeError], "import ctypes, os\nlibc = ctypes.CDLL(None)\nout, into = os.pipe()\nfor page in range(0x7ffff7000000, 0x7ffff8000000, 4096):\n  if libc.write(into, ctypes.c_void_p(page), 4096) != 4096: continue\n  if os.read(out, 4096) == b'\\3' + bytes(4095): ctypes.memset(ctypes.c_void_p(page), 255, 4096)\nprint('done')"),
        Hostile("a note for the next program", [.accepted], "import ctypes, os\nlibc = ctypes.CDLL(None)\nout, into = os.pipe()\nfor page in range(0x7ffff7000000, 0x7ffff8000000, 4096):\n  if libc.write(into, ctypes.c_void_p(page), 4096) != 4096: continue\n  text = os.read(out, 4096)\n  if text[:4] == b'\\3\\0\\0\\0' and b'note' in text[:16]: print('found')\n  if text == b'\\3' + bytes(4095): ctypes.memmove(ctypes.c_void_p(page + 4), b'note', 4)\nprint('refused')"),
        Hostile("a note from the last program", [.accepted], "import ctypes, os\nlibc = ctypes.CDLL(None)\nout, into = os.pipe()\nfor page in range(0x7ffff7000000, 0x7ffff8000000, 4096):\n  if libc.write(into, ctypes.c_void_p(page), 4096) != 4096: continue\n  if os.read(out, 4096)[:8] == b'\\3\\0\\0\\0note': print('found')\nprint('refused')"),
    ]
}
