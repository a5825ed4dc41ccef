import Glibc
import Synchronization

/// `bits/stdc++.h`, compiled once for each compiler of a machine and kept in `/var/tmp`: without it a program takes seconds to compile.
final class PrecompiledHeader: Sendable {
    private let compiler: String
    private let options: String
    private let ready = Mutex<String?>(nil)

    init(compiler: String, options: String) { (self.compiler, self.options) = (compiler, options) }

    /// The folder to include from.
    ///
    /// - Parameter run: runs a command that fills the folder which the sandbox sees as `/run/filled`.
    func folder(_ run: (_ command: String, _ folder: String) throws -> Void) throws -> String {
        try ready.withLock { ready in
            if let ready { return ready }
            let folder = try Self.name(compiler, options)
            if !Self.isOurs(folder) {
                let partial = folder + ".\(getpid())"
                try Self.make(partial)
                try Self.make(partial + "/bits")
                let compile = "\(compiler) \(options) -x c++-header -o /run/filled/stdc++.h.gch /work/all.h"
                do { try run("cat > /work/all.h && " + compile, partial + "/bits") } catch {
                    Self.remove(partial)
                    throw error
                }
                chmod(partial + "/bits/stdc++.h.gch", 0o644)
                // Another process may have been first; then its folder is as good.
                if rename(partial, folder) != 0 { Self.remove(partial) }
                guard Self.isOurs(folder) else {
                    throw SandboxError(
                        problem: "\(folder) is not this user's alone", remedy: "remove it and start again")
                }
            }
            ready = folder
            return folder
        }
    }

    // A new compiler, or one with other options, is another folder.
    private static func name(_ compiler: String, _ options: String) throws -> String {
        var facts = stat()
        guard stat(compiler, &facts) == 0 else { throw SandboxError.missing("C++", at: compiler, package: "g++") }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325  // FNV-1a
        for byte in "\(compiler) \(facts.st_mtim.tv_sec) \(facts.st_size) \(options)".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return "/var/tmp/assay-\(geteuid())-" + String(hash, radix: 16)
    }

    private static func isOurs(_ folder: String) -> Bool {
        [folder, folder + "/bits", folder + "/bits/stdc++.h.gch"].allSatisfy { path in
            var facts = stat()
            return lstat(path, &facts) == 0 && facts.st_uid == geteuid() && facts.st_mode & 0o022 == 0
                && facts.st_mode & S_IFMT != S_IFLNK
        }
    }

    private static func make(_ folder: String) throws {
        guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
            throw SandboxError.system("creating \(folder)", errno)
        }
        chmod(folder, 0o755)
    }

    private static func remove(_ folder: String) {
        unlink(folder + "/bits/stdc++.h.gch")
        rmdir(folder + "/bits")
        rmdir(folder)
    }
}
