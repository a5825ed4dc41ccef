import Rollouts

extension Hostile {
    /// Programs that compute or wait for ever.
    static let time: [Hostile] = [
        Hostile("busy loop", [.timeLimit], "while True: pass"),
        Hostile(
            "busy loop that ignores every signal", [.timeLimit],
            """
            import signal
            for number in range(1, 65):
                try: signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError): pass
            signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
            while True: pass
            """),
        Hostile(
            "busy threads", [.timeLimit],
            """
            import threading
            def spin():
              while True: pass
            for _ in range(6): threading.Thread(target=spin).start()
            """),
        Hostile("regular expression that backtracks", [.timeLimit], "import re; re.match(r'(a+)+$', 'a' * 64 + 'b')"),
        Hostile("a power that does not fit", [.timeLimit], "print(10**10**9)"),
        Hostile("a power that the compiler would fold", [.timeLimit], "x = 7 ** 7 ** 7 ** 7 ** 7"),
        Hostile(
            "digits of a huge number", [.timeLimit],
            "import sys; sys.set_int_max_str_digits(0); print(len(str(3 ** 3000000)))"),
        Hostile(
            "hash collisions", [.timeLimit],
            """
            d = {}
            for i in range(10**6): d[i * (2**61 - 1)] = i
            """),
        Hostile(
            "endless iterator in C", [.timeLimit],
            "import itertools, collections; collections.deque(itertools.count(), maxlen=0)"),
        Hostile(
            "endless __repr__", [.timeLimit],
            """
            class A:
              def __repr__(self):
                while True: pass
            print(A())
            """),
        Hostile(
            "endless loop at exit", [.timeLimit],
            """
            import atexit
            @atexit.register
            def _():
              while True: pass
            """),
        Hostile(
            "endless finalizer", [.timeLimit],
            """
            class A:
              def __del__(self):
                while True: pass
            A()
            """),
        Hostile(
            "system calls without end", [.timeLimit],
            """
            import os
            while True: os.getppid()
            """),
        Hostile(
            "page faults without end", [.timeLimit],
            """
            import mmap
            m = mmap.mmap(-1, 1 << 25)
            while True:
              for i in range(0, 1 << 25, 4096): m[i] = 1
              m.madvise(mmap.MADV_DONTNEED)
            """),
        Hostile(
            "sleep", [.timeLimit], waits: true,
            """
            import time
            while True: time.sleep(1e6)
            """),
        Hostile(
            "a read that never ends", [.timeLimit], waits: true, "import os; out, into = os.pipe(); os.read(out, 1)"),
        Hostile(
            "output that trickles", [.timeLimit], waits: true,
            """
            import time
            while True:
              print(1, flush=True); time.sleep(0.05)
            """),
        Hostile(
            "output, then a hang", [.timeLimit], expected: "42", waits: true,
            """
            import time
            print(42, flush=True); time.sleep(1e6)
            """),
        Hostile(
            "a program that stops itself", [.timeLimit], waits: true,
            "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"),
        Hostile(
            "a lock taken twice", [.timeLimit], waits: true,
            "import threading; l = threading.Lock(); l.acquire(); l.acquire()"),
        Hostile(
            "threads that outlive the main one", [.timeLimit], waits: true,
            """
            import threading, time, ctypes
            threading.Thread(target=time.sleep, args=(1e6,)).start()
            ctypes.CDLL(None).pthread_exit(None)
            """),
    ]
}
