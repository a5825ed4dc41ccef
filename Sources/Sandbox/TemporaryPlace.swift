import CSandbox
import Glibc
import Synchronization

/// A folder for one process without namespaces of its own, gone when the last reference to it is.
///
/// It holds a file that its owner keeps locked: what a host that was killed left is told from what another still uses, and removed by the next.
package final class TemporaryPlace {
    /// The folder, which this process alone writes to.
    package let folder: String
    /// An empty folder in it that belongs to whoever the process becomes.
    var work: String { "\(folder)/work" }
    private let lock: Int32

    /// What the names begin with.
    static let prefix = "assay-sandbox-"

    /// Makes both below `TMPDIR`.
    package convenience init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        Leftovers.removeOnce(from: base)
        // Somebody who clears up may meet a folder that is not locked yet.
        for _ in 0..<3 {
            if let made = try Self.made(in: base) {
                self.init(folder: made.folder, lock: made.lock)
                return
            }
        }
        throw SandboxError(
            problem: "folders in \(base) disappear while they are made",
            remedy: "see whether something removes files there, or set TMPDIR to another folder")
    }

    private init(folder: String, lock: Int32) { (self.folder, self.lock) = (folder, lock) }

    private static func made(in base: String) throws -> (folder: String, lock: Int32)? {
        var template = Array("\(base)/\(prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SandboxError.system("creating a folder in \(base)", errno) }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let lock = open("\(folder)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if lock < 0 || flock(lock, LOCK_EX | LOCK_NB) != 0 {
            if lock >= 0 { close(lock) }
            return nil
        }
        let work = "\(folder)/work"
        guard chmod(folder, 0o755) == 0, mkdir(work, 0o700) == 0, getuid() != 0 || chown(work, 65534, 65534) == 0
        else {
            let code = errno
            close(lock)
            sandbox_remove_folder(folder)
            throw SandboxError.system("preparing \(folder)", code)
        }
        return (folder, lock)
    }

    deinit {
        sandbox_remove_folder(folder)
        close(lock)
    }
}

/// What hosts that were killed left behind.
package enum Leftovers {
    private static let once = Mutex<Set<String>>([])

    /// The first time that a process asks for a folder: removes from it what nobody owns any more.
    static func removeOnce(from base: String) {
        if once.withLock({ $0.insert(base).inserted }) { remove(from: base) }
    }

    /// Removes the folders of hosts that are gone, and ends what still runs in them: a compiler may have outlived its host.
    package static func remove(from base: String) {
        for name in names(in: base) where name.hasPrefix(TemporaryPlace.prefix) {
            let folder = "\(base)/\(name)"
            guard isOurs(folder) else { continue }
            let lock = open("\(folder)/lock", O_RDWR | O_NOFOLLOW | O_CLOEXEC)
            defer { if lock >= 0 { close(lock) } }
            // Without a lock it is an older version's, or about to be locked.
            if lock < 0 ? isOlder(folder, seconds: 86_400) : flock(lock, LOCK_EX | LOCK_NB) == 0 {
                endProcesses(in: folder)
                sandbox_remove_folder(folder)
            }
        }
    }

    /// Removes folders of a name that begins so and that nobody has touched for an hour.
    static func removeOld(from base: String, prefix: String) {
        for name in names(in: base) where name.hasPrefix(prefix) {
            let folder = "\(base)/\(name)"
            if isOurs(folder) && isOlder(folder, seconds: 3600) { sandbox_remove_folder(folder) }
        }
    }

    private static func names(in base: String) -> [String] {
        guard let entries = opendir(base) else { return [] }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }

    private static func isOurs(_ folder: String) -> Bool {
        var facts = stat()
        return lstat(folder, &facts) == 0 && facts.st_uid == geteuid() && facts.st_mode & S_IFMT == S_IFDIR
    }

    private static func isOlder(_ folder: String, seconds: Int) -> Bool {
        var facts = stat()
        return lstat(folder, &facts) == 0 && facts.st_mtim.tv_sec + seconds < time(nil)
    }

    private static func endProcesses(in folder: String) {
        for process in names(in: "/proc").compactMap({ pid_t($0) }) {
            var path = [CChar](repeating: 0, count: Int(PATH_MAX))
            let length = readlink("/proc/\(process)/cwd", &path, path.count - 1)
            guard length > 0 else { continue }
            let place = String(decoding: path[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if place.hasPrefix(folder + "/") { kill(process, SIGKILL) }
        }
    }
}
