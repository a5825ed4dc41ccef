import CommandLineOptions
import Glibc

/// The program that runs scripts. It lies beside this one.
enum HostProgram {
    /// Becomes the host, with `arguments`: the same process, so that Ctrl-C and the exit status need no help.
    ///
    /// - Throws: `HostProgramError` when it cannot be started.
    static func replaceThisProcess(_ arguments: [String]) throws -> Never {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let path = (own.lastIndex(of: "/").map { String(own[...$0]) } ?? "") + "assay-host"
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        execv(path, &words)
        throw HostProgramError(path: path, reason: String(cString: strerror(errno)))
    }

    /// The same for a caller that has nowhere to throw to.
    static func runOrExit(_ arguments: [String]) -> Never {
        do {
            try replaceThisProcess(arguments)
        } catch {
            Program.complain("\(error)")
            Program.end(.failure)
        }
    }
}

/// The host could not be started.
struct HostProgramError: Error, CustomStringConvertible {
    let path: String
    let reason: String
    var description: String {
        "cannot start \(path): \(reason); build both programs again with \"swift build -c release\""
    }
}
