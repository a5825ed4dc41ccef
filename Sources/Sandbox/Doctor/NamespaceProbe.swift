import CSandbox
import Glibc

/// The program that attacks what bubblewrap builds, from inside. It prints a line `layer: what got through` for every breach, and at last `done`.
enum NamespaceProbe {
    /// The breaches by layer, or nil when the program did not come to its end.
    static func breaches(_ output: String) -> [String: [String]]? {
        var lines = output.split(separator: "\n").map(String.init)
        guard lines.popLast() == "done" else { return nil }
        return Dictionary(
            grouping: lines.compactMap { line -> (String, String)? in
                guard let colon = line.firstIndex(of: ":") else { return nil }
                return (String(line[..<colon]), String(line[colon...].dropFirst(2)))
            }, by: \.0
        ).mapValues { $0.map(\.1) }
    }

    static let attempt = """
        def attempt(layer, name, attack):
            try: attack()
            except OSError: return
            print(f"{layer}: {name}")

        """

    /// For Python. Arguments: a process of the host, and a port on which the host listens.
    static let attack =
        attempt + """
            import ctypes, os, socket, sys
            host, port = int(sys.argv[1]), int(sys.argv[2])
            libc = ctypes.CDLL(None, use_errno=True)
            def call(name, *arguments):
                if getattr(libc, name)(*arguments) < 0: raise OSError(ctypes.get_errno(), name)
            for path in "/etc/passwd", "/etc/hostname", "/proc/1/environ", "/proc/self/environ":
                attempt("files", path, lambda: open(path).close())
            for path in "/root", "/home", "/tmp", "/var", "/sys", "/proc":
                attempt("files", path, lambda: os.listdir(path))
            for path in "/x", "/usr/x", "/usr/lib/x", "/run/x", "/dev/x":
                attempt("files", "writing " + path, lambda: open(path, "w").close())
            attempt("processes", "a signal to the host", lambda: os.kill(host, 0) if host > 2 else None)
            attempt("processes", "a signal to all", lambda: os.kill(-1, 0))
            if os.getpid() > 2: print("processes: the numbers of the host")
            if port: attempt("network", "127.0.0.1", lambda: socket.create_connection(("127.0.0.1", port), 1))
            if [name for _, name in socket.if_nameindex()] != ["lo"]: print("network: an interface")
            attempt("users", "root", lambda: os.setuid(0))
            attempt("users", "mount", lambda: call("mount", b"none", b"/work", b"tmpfs", 0, 0))
            attempt("users", "host name", lambda: socket.sethostname("x"))
            attempt("users", "chroot", lambda: os.chroot("/usr"))
            if os.getuid() == 0: print("users: the number of root")
            if "ASSAY_SECRET" in os.environ: print("environment: a variable")
            print("done")
            """

    /// Starts processes until it is stopped.
    static let forks = """
        import os, time
        try:
            for _ in range(30):
                if os.fork() == 0: time.sleep(5); os._exit(0)
            print("unlimited")
        except OSError: print("stopped")
        """

    /// Fills memory until it is killed.
    static let memory = """
        print("started", flush=True)
        x = [bytearray(b"x" * (1 << 20)) for _ in range(256)]
        print("unlimited")
        """
}

/// A command inside bubblewrap without a worker's limits and filter, so that an attack meets the walls behind them.
struct BareSandbox {
    /// What the command printed, and how it ended: as a shell says it.
    let (output, errors): (String, String)

    /// Runs a command; gives it ten seconds.
    ///
    /// - Parameters:
    ///   - environment: of bubblewrap; nothing of it should reach the command.
    ///   - group: the control group to run it in.
    init(_ command: [String], bubblewrap: String, environment: [String] = [], group: ControlGroup? = nil) throws {
        let standard = (try MemoryFile("stdin"), try MemoryFile("stdout"), try MemoryFile("stderr"))
        let arguments = Bubblewrap(path: bubblewrap).arguments(around: command)
        let started = withCStrings(arguments) { arguments in
            withCStrings(environment) { environment in
                var start = sandbox_start(
                    path: arguments[0], arguments: arguments, environment: environment,
                    standard: (standard.0.descriptor, standard.1.descriptor, standard.2.descriptor),
                    socket: standard.0.descriptor, library: standard.0.descriptor,
                    groups: group?.descriptors ?? (-1, -1), directory: nil, stack: 8 << 20, drops_root: true,
                    may_stay_root: true)
                return sandbox_spawn(&start)
            }
        }
        if started < 0 { throw SandboxError.start(bubblewrap, -started) }
        sandbox_reap(started, 10_000)
        output = String(decoding: standard.1.read(upTo: 1 << 16), as: UTF8.self)
        errors = String(decoding: standard.2.read(upTo: 1 << 16), as: UTF8.self)
    }
}

/// A socket of this machine that somebody could connect to.
final class Listener {
    let port: UInt16
    private let socket: Int32

    /// Listens on 127.0.0.1, or nil where there is no such address.
    init?() {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 1) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        if !isListening {
            close(socket)
            return nil
        }
    }

    deinit { close(socket) }
}
