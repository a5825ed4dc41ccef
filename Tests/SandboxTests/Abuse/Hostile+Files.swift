import Rollouts

extension Hostile {
    /// Programs that read what is not theirs, or leave something behind.
    static let files: [Hostile] = [
        .refused(
            "passwords", "open('/etc/passwd').read()", "open('/etc/shadow').read()", "open('/usr/../etc/passwd').read()"
        ),
        .refused(
            "environments of processes", "open('/proc/1/environ').read()", "open('/proc/self/environ').read()",
            "os.listdir('/proc')"),
        .refused(
            "memory of processes", "open('/proc/1/mem', 'rb').read(1)", "open('/proc/self/maps').read()",
            "open('/dev/mem', 'rb').read(1)"),
        .refused(
            "the host's folders", "os.listdir('/home')", "os.listdir('/root')", "os.listdir('/tmp')",
            "os.listdir('/var')", "os.listdir('/sys')", "os.listdir('/mnt')"),
        Hostile(
            "tests and grader", [.accepted],
            """
            import os
            found = set(os.listdir('/')) - {'dev', 'lib', 'lib64', 'run', 'usr', 'work'}
            for place in '/work', '/run', '/dev':
              for _, _, files in os.walk(place): found |= set(files)
            print(*found - {'assay_worker.so', 'null', 'zero', 'urandom'}, 'refused')
            """),
        .refused(
            "writes outside", "open('/usr/lib/python3.11/os.py', 'a')", "open('/x', 'w')", "open('/dev/x', 'w')",
            "open('/run/x', 'w')", "os.mkdir('/work/../x')"),
        Hostile(
            "a full disk", [.runtimeError], grows: true,
            "for i in range(10000): open(f'f{i}', 'wb').write(bytes(200_000))"),
        Hostile(
            "as many files as fit", [.accepted],
            """
            import os
            count = 0
            try:
              while True:
                open(f'f{count}', 'w').close(); count += 1
            except OSError as error: print('refused' if count < 1024 else count)
            """),
        Hostile(
            "as many folders as fit", [.accepted],
            """
            import os
            count = 0
            try:
              while True:
                os.mkdir('d'); os.chdir('d'); count += 1
            except OSError as error: print('refused' if count < 1024 else count)
            """),
        .refused(
            "links", "os.symlink('/', 's')", "os.link('/usr/bin/python3', 'l')", "os.mkfifo('p')", "os.mknod('n')",
            "os.mknod('z', 0o20666, 0x103)"),
        Hostile(
            "state for the next program", [.accepted], expected: "0",
            """
            import os
            print(len(os.listdir('.')))
            os.mkdir('d'); os.mkdir('d/d')
            for place in '.', 'd', 'd/d':
              open(place + '/.hidden', 'w').write('state')
            os.rename('d', '...')
            """),
        Hostile(
            "state for the next program again", [.accepted], expected: "0",
            """
            import os
            print(len(os.listdir('.')))
            open('x', 'w').write('x')
            """),
        .refused("chroot", "os.chroot('.')", "os.chdir('/proc')", "os.fchdir(0)"),
        .refused(
            "rights and owners", "os.chmod('/usr', 0o777)", "os.chown('.', 0, 0)", "os.setxattr('.', 'user.x', b'x')",
            "os.chmod('.', 0o777)"),
        .refused(
            "locks on shared files", imports: "os, fcntl", "fcntl.flock(os.open('/usr/bin/python3', 0), 2)",
            "fcntl.fcntl(0, fcntl.F_SETLEASE, 1)", "fcntl.lockf(open('f', 'w'), 2)"),
        .refused(
            "seals on the judge's files", imports: "fcntl", "fcntl.fcntl(1, 1033, 15)", "fcntl.fcntl(0, 1033, 15)",
            "fcntl.fcntl(1, fcntl.F_SETFL, 0x400)", "fcntl.fcntl(1, fcntl.F_SETOWN, 1)"),
        Hostile(
            "a set-user-id program", [.accepted],
            """
            import os
            open('f', 'w').close()
            try: os.chmod('f', 0o4755); print('done')
            except OSError: print('refused')
            """),
        Hostile(
            "the worker's library as a door", [.accepted],
            """
            import ctypes
            library = ctypes.CDLL('/run/assay_worker.so')
            print('refused' if library.sandbox_fork() < 0 else 'done')
            """),
    ]
}
