#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Files that scripts and their commands name.
enum ScriptFile {
    /// The text of a script.
    ///
    /// - Throws: `ScriptFileError` when there is none, or it is not a script.
    static func read(_ path: String) throws -> String {
        guard let file = fopen(path, "rb") else {
            throw ScriptFileError(path: path, problem: String(cString: strerror(errno)).lowercased())
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= 16 << 20 else {
                throw ScriptFileError(path: path, problem: "it is larger than 16 MiB")
            }
        }
        if ferror(file) != 0 { throw ScriptFileError(path: path, problem: "it cannot be read as a file") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ScriptFileError(path: path, problem: "it is not UTF-8 text")
        }
        return text
    }

    /// The folder of a path, `.` when it names none.
    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// This process's directory, or nil when it was removed.
    static var workingDirectory: String? {
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    /// A path that means the same from every directory.
    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : (workingDirectory.map { $0 + "/" } ?? "") + path
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

/// A script that cannot be read.
package struct ScriptFileError: Error, CustomStringConvertible {
    let path: String
    let problem: String
    package var description: String { "cannot read the script \(path): \(problem); name a Lua file" }
}
