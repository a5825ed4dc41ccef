import JSON

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Whole files of a checkpoint, read within a bound and written so that a reader sees the old file or the new one.
enum CheckpointFile {
    /// The longest `config.json` or index; real ones have a few kilobytes.
    static let smallLimit = 8 << 20
    /// The longest `tokenizer.json`; the largest known ones have about 35 MB.
    static let tokenizerLimit = 256 << 20

    /// The JSON value that the file at `path` holds.
    ///
    /// - Throws: `CheckpointError` when it is missing, longer than `limit` bytes, or not JSON.
    static func json(at path: String, limit: Int = smallLimit) throws -> JSONValue {
        let file = try OpenFile(path)
        guard file.byteCount <= limit else {
            throw CheckpointError(path, "has \(file.byteCount) bytes; at most \(limit) are read")
        }
        do {
            return try JSONParser.parse(try file.read(0..<file.byteCount))
        } catch let error as JSONError {
            throw CheckpointError(path, "is \(error)")
        }
    }

    /// Puts a file at `path` in one step: it is written beside it, synced, and renamed.
    ///
    /// - Throws: `CheckpointError` when the disk is full or the folder cannot be written; what stood at `path` stays.
    static func replace(_ path: String, _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void) throws {
        let temporary = "\(path).\(getpid()).partial"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CheckpointError(path, "cannot be written: \(systemMessage())") }
        do {
            try body { part in try part.withUnsafeBytes { try write($0, to: descriptor, path) } }
            guard fsync(descriptor) == 0 else {
                throw CheckpointError(path, "cannot be written: \(systemMessage())")
            }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        guard close(descriptor) == 0, rename(temporary, path) == 0 else {
            let error = CheckpointError(path, "cannot be written: \(systemMessage())")
            unlink(temporary)
            throw error
        }
        syncFolder(of: path)
    }

    /// Makes the folder at `path` unless it is there; the folder that it lies in must exist.
    static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw CheckpointError(path, "the folder cannot be made: \(systemMessage())")
        }
    }

    /// Removes the file at `path` if there is one.
    static func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw CheckpointError(path, "cannot be removed: \(systemMessage())")
        }
    }

    /// What the last system call said.
    static func systemMessage() -> String { String(cString: strerror(errno)) }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            #if canImport(Glibc)
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            #else
                let count = Darwin.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            #endif
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw CheckpointError(path, "cannot be written: \(systemMessage())") }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes the rename itself last through a power cut. Some file systems refuse; the file is whole either way.
    private static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor >= 0 {
            fsync(descriptor)
            close(descriptor)
        }
    }
}
