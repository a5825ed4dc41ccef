import CSandbox
import Glibc

/// A folder for one process without namespaces of its own, gone when the last reference to it is.
final class TemporaryPlace {
    /// The folder, which this process alone writes to.
    let folder: String
    /// An empty folder in it that belongs to whoever the process becomes.
    var work: String { "\(folder)/work" }

    /// Makes both below `TMPDIR`.
    init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/assay-sandbox-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SandboxError.system("creating a folder in \(base)", errno) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard chmod(folder, 0o755) == 0, mkdir(work, 0o700) == 0, getuid() != 0 || chown(work, 65534, 65534) == 0
        else {
            let code = errno
            sandbox_remove_folder(folder)
            throw SandboxError.system("preparing \(folder)", code)
        }
    }

    deinit { sandbox_remove_folder(folder) }
}
