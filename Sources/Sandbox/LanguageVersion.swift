import Glibc

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
