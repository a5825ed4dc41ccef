import Foundation
import Rollouts
import Sandbox
import Testing

/// What Python does when a program ends: CPython itself, on the same text, says what is right.
@Suite struct FinalizationTests {
    private let executor = try! SandboxExecutor(.python(), limits: .forTests)

    private static let programs = [
        "open(1, 'w').write('7')", "f = open(1, 'w')\nf.write('7')", "import os\nf = os.fdopen(1, 'w')\nf.write('7')",
        "import io, sys\nout = io.TextIOWrapper(sys.stdout.buffer)\nout.write('7')",
        "import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, write_through=False)\nprint(7)",
        "class A:\n  def __del__(self): print('gone')\na = A()\nprint('end')",
        "class A:\n  def __init__(self): self.me = self\n  def __del__(self): print('gone')\na = A()\nb = A()\nprint('end')",
        "def g():\n  try: yield 1\n  finally: print('finally')\nx = g()\nnext(x)\nprint('end')",
        "import io, sys, atexit\nsys.stdout = io.StringIO()\nprint(7)\natexit.register(lambda: sys.__stdout__.write(sys.stdout.getvalue()))",
        "import sys\nwith sys.stdin as fin, sys.stdout as fout:\n  fout.write('7')",
        "import sys\nsys.stdout.write('7')\nsys.stdout.close()", "import sys\nprint(7)\nsys.stdout = None",
        "import sys, codecs\nsys.stdout = codecs.getwriter('utf8')(sys.stdout.detach())\nprint(7)",
        "import sys\nout = sys.stdout.detach()\nout.write(b'7')",
        "import sys\ndef main():\n  f = open(1, 'w')\n  f.write('7')\n  sys.exit()\nmain()",
        "import sys\ndef main():\n  f = open(1, 'w')\n  f.write('7')\n  raise ValueError\nmain()",
        "import sys\nclass A:\n  def __del__(self): print(self.name)\nsys.kept = A()\nsys.kept.name = 'kept'\nprint('end')",
        "import builtins\nclass A:\n  def __del__(self): print('kept')\nbuiltins.kept = A()\nprint('end')",
        "import gc\nclass A:\n  def __del__(self): print('gone')\ngc.disable()\na = A()\na.me = a\ndel a\nprint('end')",
        "class A:\n  def __del__(self): raise ValueError('no')\na = A()\nprint('end')",
        "class A:\n  def __init__(self, n): self.n = n\n  def __del__(self): print(self.n)\na, _b, c = A(1), A(2), A(3)",
        "class A:\n  def __init__(self, n): self.n = n\n  def __del__(self): print(self.n)\ndef f(): pass\na, _b, c = A(1), A(2), A(3)",
        "import weakref\nclass A: pass\na = A()\nweakref.finalize(a, print, 'finalized')\nprint('end')",
        "import threading\nclass A:\n  def __del__(self): print('gone')\nlocal = threading.local()\nlocal.a = A()\nprint('end')",
        "import sys\nfrom io import IOBase, BytesIO\nimport os\nclass Fast(IOBase):\n  def __init__(self):\n    self.buffer = BytesIO()\n    self.write = lambda s: self.buffer.write(s.encode())\n  def flush(self):\n    os.write(1, self.buffer.getvalue())\n    self.buffer.truncate(0), self.buffer.seek(0)\nsys.stdout = Fast()\nprint(7)",
        "import json\nclass A:\n  def __del__(self): print('gone')\njson.kept = A()\nprint('end')",
        "import random\nclass A:\n  def __del__(self): print('gone')\nrandom.kept = A()\nprint('end')",
        "from functools import lru_cache\nclass A:\n  def __del__(self): print('gone')\n@lru_cache(None)\ndef f(n): return A()\nf(1)\nprint('end')",
        "import gc\nf = open(1, 'w')\nf.write('7')\ngc.freeze()",
        "class A:\n  __slots__ = ()\n  def __del__(self): print('gone')\na = A()\nprint('end')",
        "import weakref\nclass A: pass\na = A()\nr = weakref.ref(a, lambda _: print('gone'))\ndel a\nprint('end')",
        "import weakref\nclass A: pass\na = A()\na.r = [weakref.ref(a, lambda _: print('gone'))]\nkept = a.r\nprint('end')",
        "import sys\nclass W:\n  def write(self, s): sys.__stdout__.write(s)\n  def flush(self): pass\nsys.stdout = W()\nprint(7)",
        "import os\nprint(7, flush=True)\nos.close(1)", "print(7)\nimport os\nos.close(1)",
        "import contextlib, io\nbuf = io.StringIO()\nstack = contextlib.ExitStack()\nstack.enter_context(contextlib.redirect_stdout(buf))\nprint(7)",
        "import asyncio\nasync def f():\n  try: await asyncio.sleep(9)\n  finally: print('finally')\nc = f()\nc.send(None)\nprint('end')",
    ]

    @Test(arguments: programs) func whatCPythonPrintsAtExitIsJudged(source: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-final-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try source.write(to: folder.appending(path: "program.py"), atomically: true, encoding: .utf8)
        let process = Process()
        (process.executableURL, process.arguments) = (URL(filePath: "/usr/bin/python3"), ["-X", "utf8", "program.py"])
        process.currentDirectoryURL = folder
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        process.environment = [:]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()

        let outcome = try executor.run(source: source)
        #expect(outcome.output == printed)
        #expect((outcome.exitStatus == 0) == (process.terminationStatus == 0), "\(outcome)")
    }

    @Test func aWrongProgramThatPrintsFromAFinalizerIsWrong() throws {
        let source = "class A:\n  def __del__(self): print('more')\na = A()\nprint(7)"
        let submission = Submission(source: source, tests: [TestCase(input: "", expected: "7")])
        #expect(try executor.judge([submission])[0].verdict == .wrongAnswer)
    }

    @Test(arguments: ["open('/dev/stdin').read()", "open('/dev/stdin', mode='r').readline()", "input()"])
    func standardInputHasItsName(reading: String) throws {
        #expect(try executor.run(source: "print(\(reading).strip())", stdin: "abc\n").output == "abc\n")
    }

    @Test func standardOutputHasItsName() throws {
        #expect(try executor.run(source: "with open('/dev/stdout', 'w') as f: f.write('7')\nprint(8)").output == "78\n")
    }
}
