#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension ContentHash {
    /// How much of a file is in memory at a time, in bytes.
    private static let piece = 1 << 20

    /// The hash of a file's bytes, as `sha256sum` says it.
    ///
    /// - Parameter check: called for each MiB; what it throws ends the reading.
    /// - Throws: `ContentError`.
    package static func ofFile(_ path: String, check: () throws -> Void = {}) throws -> String {
        var hash = ContentHash()
        try hash.addFile(path, check)
        return hash.hexadecimal()
    }

    /// The hash of a folder: the names of its files, in the order of their bytes, each with its size and content. Folders in it count with
    /// the names of their files; empty ones do not. A link stands for what it leads to, as in a folder that the Hugging Face cache made.
    ///
    /// - Parameter check: called for each MiB; what it throws ends the reading.
    /// - Throws: `ContentError`.
    package static func ofFolder(_ path: String, check: () throws -> Void = {}) throws -> String {
        var hash = ContentHash()
        var files: [(name: String, size: Int)] = []
        try find(in: path, prefix: "", above: [], &files)
        for file in files.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            hash.add(file.name)
            hash.add(count: file.size)
            let read = try hash.addFile("\(path)/\(file.name)", check)
            guard read == file.size else {
                throw ContentError("\(path)/\(file.name) changed while it was read; start again")
            }
        }
        return hash.hexadecimal()
    }

    /// Returns how many bytes it had.
    @discardableResult
    private mutating func addFile(_ path: String, _ check: () throws -> Void) throws -> Int {
        do {
            let file = try PlainFile(path, followsLinks: true)
            var position = 0
            while true {
                try check()
                let bytes = try file.read(from: position, count: Self.piece)
                if bytes.isEmpty { return position }
                bytes.withUnsafeBytes { update($0) }
                position += bytes.count
            }
        } catch let error as FileError {
            throw ContentError(error.description)
        }
    }

    /// Notes the files of a folder and those below it, by their names from `prefix` on.
    private static func find(
        in folder: String, prefix: String, above: [Place], _ files: inout [(name: String, size: Int)]
    ) throws {
        var facts = stat()
        guard stat(folder, &facts) == 0, let entries = opendir(folder) else {
            throw ContentError("cannot read \(folder): \(SystemError())")
        }
        defer { closedir(entries) }
        let place = Place(device: UInt64(facts.st_dev), number: UInt64(facts.st_ino))
        guard !above.contains(place) else {
            throw ContentError("cannot read \(folder): it leads back to a folder above it")
        }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            let path = "\(folder)/\(name)"
            guard stat(path, &facts) == 0 else { throw ContentError("cannot read \(path): \(SystemError())") }
            switch facts.st_mode & S_IFMT {
            case S_IFREG: files.append((prefix + name, Int(facts.st_size)))
            case S_IFDIR: try find(in: path, prefix: "\(prefix)\(name)/", above: above + [place], &files)
            default: throw ContentError("cannot read \(path): it is neither a plain file nor a folder")
            }
        }
    }

    private struct Place: Equatable {
        let device, number: UInt64
    }
}

/// A file or folder whose content cannot be told.
package struct ContentError: Error, CustomStringConvertible {
    /// One sentence: the path, what is wrong.
    package let description: String
    init(_ description: String) { self.description = description }
}
