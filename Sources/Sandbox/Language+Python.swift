extension Language {
    /// Python 3, from the distribution: programs read standard input and write standard output.
    ///
    /// The hash seed is fixed and nothing of the site or the user is loaded, so that a program prints the same bytes in every worker.
    public static func python(interpreter: String = "/usr/bin/python3") -> Language {
        python(interpreter: interpreter, then: "after = None")
    }

    /// Python with more to do: `then` is run when the interpreter starts, and sets `after`, which is called with the program's text once it ran.
    static func python(interpreter: String, then: String) -> Language {
        Language(
            name: "Python", interpreter: interpreter, package: "python3", oldest: "3.11", version: .command("-V"),
            requirement: "\(interpreter) (Python 3.11 or newer)", hasFunctions: true,
            arguments: [
                "-s", "-S", "-P", "-B", "-X", "utf8", "-c",
                pythonBootstrap.replacing("<then>", with: then),
            ],
            // All functions are looked up at the start, not by every program anew.
            environment: ["PYTHONHASHSEED": "0", "LD_BIND_NOW": "1"],
            library: (file: "libAssayPythonWorker.so", inside: "assay_worker.so"), signs: .python)
    }

    // `-S` leaves out `exit` and `quit`, which programs use. The modules that most solutions import are imported for them, `random` with a fixed
    // seed. The exercise touches what most programs touch, so that they find it done; the collector then leaves what exists alone, so that a
    // program does not copy the pages it lies on.
    private static let pythonBootstrap = """
        import sys, gc, os, io, builtins, types
        import bisect, collections, functools, heapq, itertools, math, random, re, string, time, weakref

        class Quitter:
            def __init__(self, name):
                self.name = name
            def __repr__(self):
                return f"Use {self.name}() or Ctrl-D (i.e. EOF) to exit"
            def __call__(self, code=None):
                raise SystemExit(code)

        Quitter.__module__ = "builtins"
        builtins.exit, builtins.quit = Quitter("exit"), Quitter("quit")

        sys.path.insert(0, "/run")
        import assay_worker
        del sys.path[0], sys.modules["assay_worker"]
        opener = io.open
        io.open = builtins.open = assay_worker.open
        os.environ.clear()
        sys.argv, sys.orig_argv = ["program.py"], ["python3", "program.py"]
        main = sys.modules["__main__"] = types.ModuleType("__main__")
        main.__builtins__, main.__file__ = builtins, "program.py"

        def exercise(program):
            given, shown = sys.stdin, sys.stdout
            sys.stdin, sys.stdout = (io.TextIOWrapper(io.BytesIO(text), "utf-8") for text in (b"1 2 3 4", b""))
            exec(compile(program, "program.py", "exec"), {"__name__": "__main__"})
            sys.stdin, sys.stdout = given, shown

        for _ in range(3):
            exercise("a = list(map(int, input().split()))\\na = [x * 2 for x in a if x % 2 == 0][::-1]\\n"
                     "print(*a, sep='/')\\nprint(sum(a), sorted(set(a)))\\n")
        <then>
        random.seed(0)
        freeze, gc.freeze = gc.freeze, assay_worker.freeze
        known = {name: module for name, module in sys.modules.items() if module is not main}
        how = after, dict(vars(main)), known, {name: dict(vars(module)) for name, module in known.items()}
        how += opener, gc.get_objects, freeze, weakref.ReferenceType
        gc.collect()
        freeze()
        assay_worker.serve(how)
        """
}
