import CSandbox
import Disk
import Glibc
import Rollouts
import Synchronization

/// `bits/stdc++.h`, compiled once for each compiler and standard and kept in `/var/tmp`, some 100 MB each: without it a program takes seconds
/// to compile.
final class PrecompiledHeader: Sendable {
    private let compiler: String
    private let options: String
    private let ready = Mutex<String?>(nil)

    init(compiler: String, options: String) { (self.compiler, self.options) = (compiler, options) }

    /// The folder to include from.
    ///
    /// - Throws: `SandboxError` when the compiler cannot make it, or somebody else's lies there.
    func folder(isolation: Isolation, interrupt: Interrupt) throws -> String {
        try ready.withLock { ready in
            if let ready { return ready }
            let name = try name()
            // Where somebody else has taken a name, the next one.
            for folder in [name] + (1...Self.otherNames).map({ "\(name)-\($0)" }) {
                if !Self.isThere(folder) { try make(folder, isolation, interrupt) }
                if Self.isOurs(folder) {
                    ready = folder
                    return folder
                }
            }
            throw SandboxError(
                problem: "\(name) and \(Self.otherNames) folders of like names are not this user's alone",
                remedy: "remove them, which takes an administrator, and start again")
        }
    }

    private static let otherNames = 99

    private static func isThere(_ folder: String) -> Bool {
        var facts = stat()
        return lstat(folder, &facts) == 0
    }

    /// Makes it under another name, which nobody can guess, first.
    private func make(_ folder: String, _ isolation: Isolation, _ interrupt: Interrupt) throws {
        // What a host that was killed meanwhile left.
        Leftovers.removeOld(from: "/var/tmp", prefix: "assay-\(geteuid())-partial-")
        var template = Array("/var/tmp/assay-\(geteuid())-partial-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SandboxError.system("creating a folder in /var/tmp", errno) }
        let partial = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { sandbox_remove_folder(partial) }
        // The compiler of a user's own namespace, and programs' compilers, are others than whoever made it.
        guard chmod(partial, 0o755) == 0, mkdir("\(partial)/bits", 0o755) == 0, chmod("\(partial)/bits", 0o755) == 0
        else { throw SandboxError.system("preparing \(partial)", errno) }
        let sandbox = CompileSandbox(
            isolation: isolation, limits: CompileLimits(cpuSeconds: 120, wall: .seconds(600), files: 1 << 30),
            interrupt: interrupt, folder: .filled("\(partial)/bits"))
        let result = try sandbox.run(input: "#include <bits/stdc++.h>\n") { places in
            "cat > \(places.work)/all.h && \(compiler) \(options) -x c++-header -o \(places.folder)/stdc++.h.gch"
                + " \(places.work)/all.h"
        }
        guard result.status == 0, chmod("\(partial)/bits/stdc++.h.gch", 0o644) == 0 else {
            throw SandboxError(
                problem: "\(compiler) cannot precompile its header: "
                    + String(decoding: result.errors.read(upTo: 500), as: UTF8.self),
                remedy: "run: apt-get install g++")
        }
        // Another process may have been first; then its folder is as good.
        rename(partial, folder)
    }

    // A new compiler or C library, or other options, is another folder. The compiler itself refuses what another version made.
    private func name() throws -> String {
        var hash = ContentHash()
        hash.add(options)
        for path in [compiler, "/usr/include/features.h"] {
            var facts = stat()
            guard stat(path, &facts) == 0 else { throw SandboxError.missing("C++", at: path, package: "g++") }
            hash.add("\(path) \(facts.st_mtim.tv_sec) \(facts.st_size)")
        }
        return "/var/tmp/assay-\(geteuid())-" + hash.hexadecimal().prefix(16)
    }

    private static func isOurs(_ folder: String) -> Bool {
        [folder, folder + "/bits", folder + "/bits/stdc++.h.gch"].allSatisfy { path in
            var facts = stat()
            return lstat(path, &facts) == 0 && facts.st_uid == geteuid() && facts.st_mode & 0o022 == 0
                && facts.st_mode & S_IFMT != S_IFLNK
        }
    }
}
