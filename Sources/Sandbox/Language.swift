import Glibc

/// A language that programs can be written in: what a worker for it runs. The protocol is the same for all.
public struct Language: Sendable {
    /// What messages call it, e.g. `Python`.
    public var name: String
    /// The interpreter, or the compiler. Must be below `/usr`, which is all that a sandbox sees of the machine.
    public var interpreter: String
    /// The Debian package that installs it.
    public var package: String
    /// The oldest version that will do, e.g. `3.11`.
    var oldest: String
    /// How to find out which version it is.
    var version: LanguageVersion
    /// What decides beside `Limits` and the version, in words; empty for most.
    var budget = ""
    /// What a worker needs of the machine beside bubblewrap, for messages; empty when nothing.
    var requirement = ""
    /// Whether `FunctionGrader` knows it.
    var hasFunctions = false
    /// Where the worker's program is inside the sandbox, when it is not the interpreter.
    var worker: String?
    /// What follows it on the command line.
    var arguments: [String]
    /// The only variables in the worker's environment. A program sees none.
    var environment: [String: String]
    /// The shared library or program that holds the worker's half, as SwiftPM names it, and the name it must have inside.
    var library: (file: String, inside: String)
    /// What in a program's text says that it may do otherwise next time.
    var signs: NondeterminismSigns
    /// What makes of a program's text that which the worker is sent; nil sends the text.
    var compiler: (any Compiler)?

    /// Where the language itself is, for messages.
    var place: String {
        if case .worker = version { library.file } else { interpreter }
    }
}

/// How to find out which version of a language this machine has.
enum LanguageVersion: Sendable {
    /// The interpreter or compiler says it when it is started with this argument.
    case command(String)
    /// The worker, which the language is built into, says it when it is started with this argument.
    case worker(String)

    /// The version alone, e.g. `3.11.2`.
    ///
    /// - Throws: `SandboxError` when nothing says it.
    func find(_ language: Language) throws -> String {
        let text =
            switch self {
            case .command(let argument): Self.output(of: language.interpreter, argument)
            case .worker(let argument):
                Self.output(of: try WorkerConfiguration.locate(language.library.file), argument)
            }
        let words = text.split { !$0.isNumber && $0 != "." }
        guard let version = words.first(where: { $0.first?.isNumber == true && $0.contains(".") }) else {
            throw SandboxError(
                problem: "\(language.name) does not say which version it is (\(language.interpreter))",
                remedy: "run: apt-get install --reinstall \(language.package)")
        }
        return String(version)
    }

    private static func output(of program: String, _ argument: String) -> String {
        let quoted = "'" + program.replacing("'", with: "'\\''") + "'"
        guard let stream = popen("\(quoted) \(argument) 2>&1", "re") else { return "" }
        defer { pclose(stream) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, stream)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}

extension Language {
    /// Lua 5.4: programs read standard input with `io.read` and `io.lines` and write with `print` and `io.write`.
    ///
    /// Of `io` there are the three streams, of `os` there is `exit`; there is no `load`, `require`, `debug` and `package`, and only text is loaded. What a program may use is counted in
    /// instructions and in bytes that Lua holds, which repeat exactly. The CPU limit stays, for what the count does not see.
    ///
    /// - Parameter instructions: the budget, of Lua's virtual machine; met within 1,000. A loop does some 200 million a second.
    public static func lua(instructions: Int = 100_000_000) -> Language {
        Language(
            name: "Lua", interpreter: "/usr/lib", package: "liblua5.4-dev", oldest: "5.4", version: .worker("version"),
            budget: "\(instructions) instructions", worker: "/run/assay-worker",
            arguments: ["lua", "\(instructions)"], environment: [:],
            library: (file: "assay-worker", inside: "assay-worker"),
            // None: there is no clock, thread or file, and both the seeds of hashes and of random numbers are fixed.
            signs: NondeterminismSigns())
    }
}

extension Language {
    /// C++ with g++: programs read standard input and write standard output. They find `ONLINE_JUDGE` defined, as contests do.
    ///
    /// A program is compiled once, under limits of its own, behind the same isolation as it runs, and linked statically.
    ///
    /// - Throws: `SandboxError` when g++ is not installed.
    public static func cpp(
        compiler: String = "/usr/bin/g++", standard: CPlusPlusStandard = .gnu20
    ) throws -> Language {
        try cpp(compiler: compiler, standard: standard, compilation: CompileLimits())
    }

    /// The same with other limits on the compiler.
    package static func cpp(
        compiler: String = "/usr/bin/g++", standard: CPlusPlusStandard = .gnu20, compilation: CompileLimits
    ) throws -> Language {
        Language(
            name: "C++", interpreter: compiler, package: "g++", oldest: "10", version: .command("-dumpfullversion"),
            budget: "-std=\(standard.rawValue)", worker: "/run/assay-worker", arguments: ["native"],
            environment: [:], library: (file: "assay-worker", inside: "assay-worker"),
            signs: .cpp, compiler: try CPlusPlusCompiler(path: compiler, standard: standard, limits: compilation))
    }
}
