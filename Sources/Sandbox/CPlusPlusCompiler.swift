import CSandbox
import Glibc
import Rollouts
import Synchronization

/// g++ in a sandbox: a hostile text can make a compiler read files, run for ever and fill memory.
final class CPlusPlusCompiler: Compiler {
    /// What one compilation may use.
    private static let cpuSeconds = 20, memory = 2 << 30, output = 64 << 20
    private static let wall = Duration.seconds(120)
    private static let options = "-std=c++17 -O2 -pipe -fmax-errors=10 -fdiagnostics-color=never"
    /// Linked into every program: else a thread's stack would be as large as the main one may grow, which is the whole address space.
    private static let start = """
        #include <pthread.h>
        namespace { struct Start { Start() { pthread_attr_t a; pthread_attr_init(&a); pthread_attr_setstacksize(&a, 8 << 20);
        pthread_setattr_default_np(&a); } } start; }
        """
    /// What is kept compiled: the oldest go first.
    private static let cacheSize = 512 << 20

    private struct Cache {
        var programs: [String: MemoryFile] = [:]
        var order: [String] = []
        var bytes = 0
    }

    private let path: String
    private let bubblewrap: String
    private let header: PrecompiledHeader
    private let cache = Mutex(Cache())

    /// - Throws: `SandboxError` when the compiler is not installed.
    init(path: String, bubblewrap: String) throws {
        guard access(path, X_OK) == 0 else { throw SandboxError.missing("C++", at: path, package: "g++") }
        (self.path, self.bubblewrap) = (path, bubblewrap)
        header = PrecompiledHeader(compiler: path, options: Self.options)
    }

    func compile(_ source: String) throws -> Compilation {
        if let known = cache.withLock({ $0.programs[source] }) { return .program(known) }
        let folder = try header.folder { try run($0, source: "#include <bits/stdc++.h>\n", header: nil, writes: $1) }
        let result = try run(
            "printf '%s' '\(Self.start)' > /work/start.cpp && \(path) \(Self.options) -I/run/header -static -x c++"
                + " -o /work/program - /work/start.cpp && cat /work/program",
            source: source, header: folder, writes: nil)
        guard result.status == 0 else { return .rejected(Self.rejection(result)) }
        let program = try MemoryFile(readOnly: result.output)
        cache.withLock { cache in
            guard cache.programs.updateValue(program, forKey: source) == nil else { return }
            cache.order.append(source)
            cache.bytes += program.size
            while cache.bytes > Self.cacheSize, cache.order.count > 1 {
                cache.bytes -= cache.programs.removeValue(forKey: cache.order.removeFirst())?.size ?? 0
            }
        }
        return .program(program)
    }

    private static func rejection(_ result: Result) -> TestOutcome {
        var text = String(decoding: result.errors.read(upTo: 1 << 16), as: UTF8.self)
            .replacing("<stdin>", with: "program.cpp")
        if result.timedOut || result.status == -SIGKILL || result.status == 128 + SIGKILL {
            text += "the compiler took more than \(cpuSeconds) seconds or \(memory >> 20) MiB\n"
        }
        return TestOutcome(verdict: .compileError, errorOutput: text, exitStatus: 1)
    }

    private struct Result {
        var status: Int32
        var timedOut: Bool
        var output, errors: MemoryFile
    }

    /// Runs a shell's command in a sandbox without anything of ours but, perhaps, the header's folder and one that it fills.
    private func run(_ command: String, source: String, header: String?, writes: String?) throws -> Result {
        let files = (try MemoryFile("stdin", holding: source), try MemoryFile("stdout"), try MemoryFile("stderr"))
        var arguments = [
            bubblewrap, "--unshare-user", "--unshare-all", "--die-with-parent", "--uid", "65534", "--gid", "65534",
            "--cap-drop", "ALL", "--clearenv", "--setenv", "PATH", "/usr/bin", "--setenv", "TMPDIR", "/work",
            "--setenv", "LC_ALL", "C", "--ro-bind", "/usr", "/usr",
        ]
        for folder in ["bin", "lib", "lib64"] { arguments += ["--symlink", "usr/\(folder)", "/\(folder)"] }
        arguments += ["--dev-bind", "/dev/null", "/dev/null"]
        if let header { arguments += ["--ro-bind", header, "/run/header"] }
        if let writes { arguments += ["--bind", writes, "/run/filled"] }
        let limits = "ulimit -t \(Self.cpuSeconds); ulimit -v \(Self.memory >> 10); ulimit -c 0; ulimit -f \(1 << 20); "
        arguments += [
            "--size", "\(Self.output)", "--tmpfs", "/work", "--chdir", "/work", "--remount-ro", "/", "--",
            "/usr/bin/sh", "-c", limits + command,
        ]
        var ends: (Int32, Int32) = (-1, -1)
        let paired = withUnsafeMutablePointer(to: &ends) {
            $0.withMemoryRebound(to: Int32.self, capacity: 2) { sandbox_socket_pair($0) }
        }
        if paired < 0 { throw SandboxError.system("creating a socket", -paired) }
        defer { close(ends.0) }
        // Beside the limits of each process: the compiler, the assembler and the linker together.
        let group = ControlGroup(memory: 2 * Self.memory, processes: 32)
        let process = withCStrings(arguments) { arguments in
            withCStrings([]) { environment in
                var start = sandbox_start(
                    path: arguments[0], arguments: arguments, environment: environment,
                    standard: (files.0.descriptor, files.1.descriptor, files.2.descriptor), socket: ends.1,
                    library: files.0.descriptor, groups: group?.descriptors ?? (-1, -1), directory: nil,
                    stack: 64 << 20,
                    drops_root: writes == nil)
                return sandbox_spawn(&start)
            }
        }
        close(ends.1)
        if process < 0 { throw SandboxError.system("starting \(bubblewrap)", -process) }
        var status: Int32 = 0
        let deadline = ContinuousClock.now + Self.wall
        while waitpid(process, &status, WNOHANG) == 0 {
            if ContinuousClock.now > deadline || Interrupt.isRequested {
                sandbox_reap(process, 0)
                try Interrupt.check()
                return Result(status: -SIGKILL, timedOut: true, output: files.1, errors: files.2)
            }
            usleep(2000)
        }
        return Result(status: sandbox_exit_status(status), timedOut: false, output: files.1, errors: files.2)
    }

    /// For the header, whose failure is the machinery's.
    private func run(_ command: String, source: String, header: String?, writes: String) throws {
        let result: Result = try run(command, source: source, header: header, writes: Optional(writes))
        guard result.status == 0 else {
            throw SandboxError(
                problem: "\(path) cannot precompile its header: "
                    + String(decoding: result.errors.read(upTo: 500), as: UTF8.self),
                remedy: "run: apt-get install g++")
        }
    }
}
