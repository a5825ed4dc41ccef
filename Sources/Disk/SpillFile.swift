#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file without a name, for what does not fit into memory: it is gone with the process, however that ends.
package final class SpillFile: Sendable {
    private let descriptor: Int32

    /// Makes one in `TMPDIR`, or in /var/tmp, which is on a disk where /tmp may be memory.
    ///
    /// - Throws: `SpillError`.
    package init() throws {
        let given = getenv("TMPDIR").map { String(cString: $0) }
        let folder = given.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/var/tmp"
        var path = Array((folder + "/assay-problems-XXXXXX").utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw SpillError(folder: folder, reason: SystemError()) }
        unlink(path)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// Adds bytes at the end.
    package func append(_ bytes: [UInt8]) throws {
        do throws(SystemError) { try Disk.write(bytes, to: descriptor) } catch {
            throw SpillError(folder: "the folder for temporary files", reason: error)
        }
    }

    /// `count` bytes from byte `start` on.
    package func read(from start: Int, count: Int) throws -> [UInt8] {
        let bytes = try Disk.read(descriptor, from: start, count: count)
        precondition(bytes.count == count, "a file that nobody else has was cut short")
        return bytes
    }
}

/// A temporary file that cannot be had.
package struct SpillError: Error, CustomStringConvertible {
    let folder: String
    let reason: SystemError
    package var description: String {
        "cannot keep the problems in \(folder): \(reason); set TMPDIR to a folder with room for them"
    }
}
