import CSandbox
import Glibc

/// How a worker's process starts, and what it leaves behind.
final class Launch {
    /// The command line, program first.
    let arguments: [String]
    /// As `NAME=value`.
    let environment: [String]
    /// The working directory, or nil when the command changes to its own.
    let directory: String?
    /// What exists for this worker alone and goes with it.
    private let folder: String?

    init(_ configuration: WorkerConfiguration) throws {
        let language = configuration.language
        switch configuration.isolation {
        case .bubblewrap(let path):
            arguments = Bubblewrap(path: path).arguments(for: language)
            (environment, directory, folder) = ([], nil, nil)
        case .none:
            let folder = try Self.makeFolder(library: configuration.library, named: language.library.inside)
            // What a sandbox sees as /run.
            func outside(_ argument: String) -> String { argument.replacing("/run", with: "\(folder)/run") }
            arguments = [language.worker.map(outside) ?? language.interpreter] + language.arguments.map(outside)
            environment = language.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            (directory, self.folder) = ("\(folder)/work", folder)
        }
    }

    deinit { if let folder { sandbox_remove_folder(folder) } }

    /// An empty `work`, and a `run` that holds the library, both for whoever the worker becomes.
    private static func makeFolder(library: String, named name: String) throws -> String {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/assay-sandbox-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SandboxError.system("creating a folder in \(base)", errno) }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard chmod(folder, 0o755) == 0, mkdir("\(folder)/run", 0o755) == 0, mkdir("\(folder)/work", 0o700) == 0,
            getuid() != 0 || chown("\(folder)/work", 65534, 65534) == 0, copy(library, to: "\(folder)/run/\(name)")
        else {
            let code = errno
            sandbox_remove_folder(folder)
            throw SandboxError.system("preparing \(folder)", code)
        }
        return folder
    }

    // A copy, because the worker may not be allowed to read where the library is.
    private static func copy(_ source: String, to target: String) -> Bool {
        let (from, to) = (open(source, O_RDONLY | O_CLOEXEC), open(target, O_WRONLY | O_CREAT | O_CLOEXEC, 0o755))
        defer {
            close(from)
            close(to)
        }
        while case let count = sendfile(to, from, nil, 1 << 24), count != 0 { if count < 0 { return false } }
        return true
    }
}
