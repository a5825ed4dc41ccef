import Disk

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A regular file open for reading. Ranges are read, not mapped: a file that shrinks gives an error, not a signal.
final class OpenFile: Sendable {
    let path: String
    /// The size when it was opened, in bytes.
    let byteCount: Int
    private let descriptor: Int32

    /// - Throws: `CheckpointError` when `path` is missing, unreadable, or no regular file.
    init(_ path: String) throws {
        self.path = path
        // Without O_NONBLOCK a FIFO in the place of a file would block here for ever.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw CheckpointError(
                path, errno == ENOENT ? "there is no such file" : "cannot be read: \(SystemError())")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw CheckpointError(path, "is not a regular file")
        }
        byteCount = Int(status.st_size)
    }

    /// Whether something stands at `path`, readable or not.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    deinit { close(descriptor) }

    /// The bytes of `range`, which the caller has checked against `byteCount`.
    func read(_ range: Range<Int>) throws -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try Disk.read(descriptor, from: range.lowerBound, count: range.count)
        } catch {
            throw CheckpointError(path, "cannot be read: \(error)")
        }
        guard bytes.count == range.count else { throw CheckpointError(path, "became shorter while it was read") }
        return bytes
    }
}
