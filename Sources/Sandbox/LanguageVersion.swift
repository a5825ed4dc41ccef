import Glibc

/// How to find out which version of a language this machine has.
enum LanguageVersion: Sendable {
    /// The interpreter or compiler says it when it is started with this argument.
    case command(String)
    /// A shared library holds it in a text.
    case symbol(String, library: String)

    /// The version alone, e.g. `3.11.2`.
    ///
    /// - Throws: `SandboxError` when nothing says it.
    func find(_ language: Language) throws -> String {
        let text =
            switch self {
            case .command(let argument): Self.output(of: language.interpreter, argument)
            case .symbol(let name, let library): Self.text(name, in: library)
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
        guard let stream = popen("'\(program)' \(argument) 2>&1", "re") else { return "" }
        defer { pclose(stream) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, stream)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private static func text(_ symbol: String, in library: String) -> String {
        guard let handle = dlopen(library, RTLD_LAZY) else { return "" }
        defer { dlclose(handle) }
        return dlsym(handle, symbol).map { String(cString: $0.assumingMemoryBound(to: CChar.self)) } ?? ""
    }
}
