import Rollouts

extension Hostile {
    /// Programs that start, signal or follow processes.
    static let processes: [Hostile] = [
        Hostile(
            "fork bomb", [.accepted],
            """
            import os
            for _ in range(1000):
              try: os.fork(); print('done')
              except OSError: pass
            print('refused')
            """),
        .refused("double fork", "os.fork() or os.fork()", "os.forkpty()"),
        .refused("a session of its own", "os.setsid()", "os.setpgid(0, 0)"),
        .refused(
            "another program", "os.execv('/usr/bin/true', ['true'])", "os.posix_spawn('/usr/bin/true', ['true'], {})"),
        // What the filter of compiled languages lets our code do, with a number that is not known here.
        .refusedCalls(
            "another program by execveat", "322, -100, b'/usr/bin/true', 0, 0, 0, 0",
            "322, -100, b'/usr/bin/true', 0, 0, 0, -1",
            "322, __import__('os').open('/usr/bin/true', 0), b'', 0, 0, 0x1000, 0"),
        .refused("a shell", imports: "subprocess", "subprocess.run('true', shell=True)"),
        .refused("multiprocessing", imports: "multiprocessing", "multiprocessing.Process(target=print).start()"),
        .refused("a signal to all", imports: "os, signal", "os.kill(-1, signal.SIGKILL)"),
        .refused(
            "a signal to the worker", imports: "os, signal", "os.kill(os.getppid(), signal.SIGSTOP)",
            "os.kill(1, signal.SIGKILL)", "os.killpg(0, signal.SIGKILL)", "os.killpg(1, 9)"),
        .refused(
            "a queued signal to the worker", imports: "os, signal", "signal.pidfd_send_signal(os.pidfd_open(1), 9)"),
        .refusedCalls("signals by other calls", "129, 1, 9, 0", "297, 1, 1, 9, 0", "200, 1, 9", "234, 1, 1, 9"),
        .refusedCalls("ptrace", "101, 0, 0, 0, 0", "101, 16, 1, 0, 0", "101, 0x4206, 1, 0, 0"),
        .refusedCalls(
            "the memory of others", "310, 1, 0, 0, 0, 0, 0", "311, 1, 0, 0, 0, 0, 0", "312, 1, 2, 0, 0, 0",
            "438, 3, 0, 0"),
        Hostile(
            "thread bomb", [.accepted],
            """
            import threading
            gate = threading.Event()
            try:
              for _ in range(10000): threading.Thread(target=gate.wait, daemon=True).start()
              print('done')
            except RuntimeError: print('refused')
            """),
        Hostile("death by any signal", [.runtimeError], "import os; os.kill(os.getpid(), 9 - 2)"),
        Hostile("death by SIGKILL", [.runtimeError], "import os; os.kill(os.getpid(), 9)"),
        Hostile("crash", [.runtimeError], "import ctypes; ctypes.string_at(0)"),
        .refused(
            "priority", "os.nice(-20)", "os.setpriority(0, 0, -20)", "os.sched_setscheduler(0, 1, os.sched_param(1))",
            "os.sched_setaffinity(0, [0])"),
        .refusedCalls(
            "vfork, clone and clone3 as a fork", "58", "56, 17, 0, 0, 0, 0", "57", "56, 0x4111, 0, 0, 0, 0",
            "435, 0, 88", "56, 0x10000011, 0, 0, 0, 0"),
        Hostile(
            "a thread made a process", [.accepted],
            """
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            print('refused' if libc.syscall(56, 0x100 | 0x800 | 17, 0, 0, 0, 0) == -1 else 'done')
            """),
    ]
}
