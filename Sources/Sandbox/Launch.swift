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
    private let place: TemporaryPlace?

    init(_ configuration: WorkerConfiguration) throws {
        let language = configuration.language
        switch configuration.isolation {
        case .bubblewrap(let path):
            arguments = Bubblewrap(path: path).arguments(for: language)
            (environment, directory, place) = ([], nil, nil)
        case .none:
            let place = try TemporaryPlace()
            // What a sandbox sees as /run.
            let run = "\(place.folder)/run"
            guard mkdir(run, 0o755) == 0,
                Self.copy(configuration.library, to: "\(run)/\(language.library.inside)")
            else { throw SandboxError.system("copying the worker's library to \(run)", errno) }
            func outside(_ argument: String) -> String { argument.replacing("/run", with: run) }
            arguments = [language.worker.map(outside) ?? language.interpreter] + language.arguments.map(outside)
            environment = language.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            (directory, self.place) = (place.work, place)
        }
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
