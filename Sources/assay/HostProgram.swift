import ArgumentParser
import CommandLineOptions
import Glibc
import JSON
import Rendering
import Sweeps

/// The program that runs scripts. It lies beside this one.
enum HostProgram {
    /// Where it lies.
    static let path: String = {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (own.lastIndex(of: "/").map { String(own[...$0]) } ?? "") + "assay-host"
    }()

    /// What a script declares: it runs in the host up to there.
    ///
    /// - Throws: `ExitCode` when the script has an error, which the host has shown.
    static func description(
        of script: String
    ) throws -> (parameters: [DeclaredParameter], sweep: JSONValue, numerics: Int) {
        let pipe = popen("\(ShellWord.quoted(path)) describe \(ShellWord.quoted(script))", "re")
        guard let pipe else { throw HostProgramError(path: path, reason: String(cString: strerror(errno))) }
        var bytes: [UInt8] = [], piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&piece, 1, piece.count, pipe), count > 0 { bytes += piece[..<count] }
        let status = pclose(pipe)
        guard status == 0 else { throw ExitCode(status & 0x7F == 0 ? (status >> 8) & 0xFF : 1) }
        let json = try JSONParser.parse(bytes)
        guard let numerics = json["numerics"]?.int, let sweep = json["sweep"] else {
            throw HostProgramError(path: path, reason: "it does not answer as this program expects")
        }
        return ((json["parameters"]?.array ?? []).compactMap(DeclaredParameter.init(json:)), sweep, numerics)
    }

    /// Becomes the host, with `arguments`: the same process, so that Ctrl-C and the exit status need no help.
    ///
    /// - Throws: `HostProgramError` when it cannot be started.
    static func replaceThisProcess(_ arguments: [String]) throws -> Never {
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
