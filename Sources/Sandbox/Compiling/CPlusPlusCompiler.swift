import Disk
import Glibc
import Rollouts
import Synchronization

/// Makes of a program's text what a worker can run.
protocol Compiler: Sendable {
    /// - Throws: `SandboxError` when the machinery failed, `Interrupted` when somebody asked to stop.
    func compile(_ source: String, isolation: Isolation, interrupt: Interrupt) throws -> Compilation
}

/// What became of a program's text.
enum Compilation: Sendable {
    /// What the worker is sent.
    case program(MemoryFile)
    /// It is no program.
    case rejected(TestOutcome)
}

/// g++ in a sandbox of its own, once for each text.
final class CPlusPlusCompiler: Compiler {
    /// What it is told beside the standard. The seed names what the compiler would else name at random, so that a text always becomes the same
    /// program; contests' own machines define the name.
    private static let options =
        "-O2 -DONLINE_JUDGE -pipe -fmax-errors=10 -fdiagnostics-color=never -frandom-seed=0"
    /// Linked into every program: else a thread's stack would be as large as the main one may grow, which is the whole address space.
    private static let start = """
        #include <pthread.h>
        namespace { struct Start { Start() { pthread_attr_t a; pthread_attr_init(&a); pthread_attr_setstacksize(&a, 8 << 20);
        pthread_setattr_default_np(&a); } } start; }
        """
    /// The exit status that says: the compiler ran, and did not like the text. All others are the machinery's.
    private static let rejected: Int32 = 3
    /// What is kept compiled, in bytes: the oldest go first.
    private static let cacheSize = 512 << 20

    private struct Cache {
        var programs: [String: MemoryFile] = [:]
        var order: [String] = []
        var bytes = 0
    }

    private let path: String
    private let options: String
    private let limits: CompileLimits
    private let header: PrecompiledHeader
    private let cache = Mutex(Cache())

    /// - Throws: `SandboxError` when the compiler is not installed.
    init(path: String, standard: CPlusPlusStandard, limits: CompileLimits) throws {
        guard access(path, X_OK) == 0 else { throw SandboxError.missing("C++", at: path, package: "g++") }
        (self.path, self.limits) = (path, limits)
        options = "-std=\(standard.rawValue) \(Self.options)"
        header = PrecompiledHeader(compiler: path, options: options)
    }

    func compile(_ source: String, isolation: Isolation, interrupt: Interrupt) throws -> Compilation {
        // By its bytes: texts that Unicode takes for the same are not the same program.
        let key = ContentHash.of(Array(source.utf8))
        if let known = cache.withLock({ $0.programs[key] }) { return .program(known) }
        var result = try run(source, isolation, interrupt)
        // A limit of its own, or somebody outside who kills it: what it says the second time holds.
        if Self.wasStopped(result) { result = try run(source, isolation, interrupt) }
        if result.timedOut || result.status == Self.rejected {
            let rejection = Self.rejection(result, limits)
            // Errors that a machine without memory or processes causes; a text can write them too, so the compiler is asked.
            if Self.suspicious.contains(where: rejection.errorOutput.contains), try !isWell(isolation, interrupt) {
                throw Self.failure(result, path)
            }
            return .rejected(rejection)
        }
        guard result.status == 0 else { throw Self.failure(result, path) }
        let program = try MemoryFile(readOnly: result.output)
        cache.withLock { cache in
            guard cache.programs.updateValue(program, forKey: key) == nil else { return }
            cache.order.append(key)
            cache.bytes += program.size
            while cache.bytes > Self.cacheSize, cache.order.count > 1 {
                cache.bytes -= cache.programs.removeValue(forKey: cache.order.removeFirst())?.size ?? 0
            }
        }
        return .program(program)
    }

    private static let suspicious = ["cannot execute", "Cannot allocate memory", "temporarily unavailable"]

    /// Whether it compiles what every compiler does.
    private func isWell(_ isolation: Isolation, _ interrupt: Interrupt) throws -> Bool {
        try run("int main() {}\n", isolation, interrupt).status == 0
    }

    private func run(
        _ source: String, _ isolation: Isolation, _ interrupt: Interrupt
    ) throws -> CompileSandbox.Result {
        let header = try header.folder(isolation: isolation, interrupt: interrupt)
        let sandbox = CompileSandbox(
            isolation: isolation, limits: limits, interrupt: interrupt, folder: .read(header))
        return try sandbox.run(input: source) { places in
            let (start, program) = ("\(places.work)/start.cpp", "\(places.work)/program")
            // The assembler's `.print` writes to standard output, which is the program's alone.
            return "printf '%s' '\(Self.start)' > \(start) && { \(path) \(options) -I\(places.folder) -static"
                + " -x c++ -o \(program) - \(start) >&2 || exit \(Self.rejected); } && cat \(program)"
        }
    }

    private static func wasStopped(_ result: CompileSandbox.Result) -> Bool {
        if result.timedOut || result.status != 0 && result.status != rejected { return true }
        return result.status == rejected
            && String(decoding: result.errors.read(upTo: 1 << 16), as: UTF8.self).contains("signal terminated program")
    }

    private static func rejection(_ result: CompileSandbox.Result, _ limits: CompileLimits) -> TestOutcome {
        var text = String(decoding: result.errors.read(upTo: 1 << 16), as: UTF8.self)
            .replacing("<stdin>", with: "program.cpp")
        if wasStopped(result) {
            text +=
                "the compiler may use \(limits.cpuSeconds) seconds, \(limits.memory >> 20) MiB of memory and"
                + " \(limits.files >> 20) MiB of files\n"
        }
        return TestOutcome(verdict: .compileError, errorOutput: text, exitStatus: 1)
    }

    private static func failure(_ result: CompileSandbox.Result, _ path: String) -> SandboxError {
        SandboxError(
            problem: "compiling a program failed with status \(result.status): "
                + String(decoding: result.errors.read(upTo: 500), as: UTF8.self),
            remedy: "free memory or processes; check with \"assay doctor\" that \(path) works")
    }
}

/// What the compilation of one program may use.
package struct CompileLimits: Sendable {
    /// CPU time of each process of the compiler, in whole seconds.
    package var cpuSeconds: Int
    /// Time on the clock.
    package var wall: Duration
    /// Address space of each process, in bytes; all of them together get twice as much where there are control groups.
    package var memory: Int
    /// Each file that it writes, and where there are namespaces all of them together, in bytes.
    package var files: Int

    /// Limits; by default those of ordinary programs, which take a second.
    package init(
        cpuSeconds: Int = 20, wall: Duration = .seconds(120), memory: Int = 2 << 30, files: Int = 64 << 20
    ) {
        (self.cpuSeconds, self.wall, self.memory, self.files) = (cpuSeconds, wall, memory, files)
    }
}
