import Rollouts

extension Hostile {
    /// Programs that print what a judge may choke on.
    static let output: [Hostile] = [
        Hostile("endless output", [.outputLimit], "while True: print('x' * 10000)"),
        Hostile(
            "endless errors", [.outputLimit],
            """
            import sys
            while True: sys.stderr.write('x' * 10000)
            """),
        Hostile("one line of 20 MB", [.outputLimit], grows: true, "print('x' * 20_000_000)"),
        Hostile(
            "a small output limit raised", [.outputLimit],
            """
            import resource
            try: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 40, 1 << 40))
            except ValueError: pass
            import os
            while True: os.write(1, bytes(10000))
            """),
        Hostile(
            "NUL and bad Unicode", [.wrongAnswer],
            #"import os; os.write(1, b'\0\xff\xfe\xc3(\xed\xa0\x80\xf4\x90\x80\x80')"#),
        Hostile("closed output", [.wrongAnswer], "import os; os.close(1); os.close(2)"),
        Hostile("output through standard input", [.wrongAnswer], "import os; os.write(0, b'refused')"),
        Hostile(
            "output made a hole", [.outputLimit],
            """
            import os
            try: os.ftruncate(1, 1 << 40)
            except OSError: os.ftruncate(1, (256 << 10) + 1)
            """),
        Hostile(
            "output sought backwards", [.accepted],
            "import os; os.write(1, b'done'); os.lseek(1, 0, 0); os.write(1, b'refused')"),
        Hostile(
            "output to a descriptor of the judge", [.accepted],
            """
            import os
            for n in range(3, 1024):
              try: os.write(n, b'accepted'); print(n)
              except OSError: pass
            print('refused')
            """),
        Hostile("terminal escapes", [.wrongAnswer], #"print('\033]0;x\007\033[2J\033[31m')"#),
        Hostile(
            "errors without end in a traceback", [.outputLimit], grows: true,
            "raise Exception('x' * 10_000_000)"),
        Hostile(
            "output at the limit of the files", [.runtimeError],
            """
            f = open('f', 'wb')
            while True: f.write(bytes(1 << 16)); print('x' * 1000)
            """),
    ]
}
