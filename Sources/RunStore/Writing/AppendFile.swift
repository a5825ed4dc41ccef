import Disk

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A record that only grows, one whole piece at a time.
package struct AppendFile: Sendable {
    let path: String
    private let descriptor: Int32
    /// How many bytes are known to be whole.
    private(set) var end: Int

    /// Opens `path`, which is made when it is missing.
    package init(_ path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw RunStoreError.cannotWrite(path) }
        self.path = path
        end = Int(lseek(descriptor, 0, SEEK_END))
    }

    /// Appends all of `bytes` or, when the disk is full, nothing: what was there stays as it was.
    package mutating func append(_ bytes: [UInt8]) throws {
        do {
            try Disk.write(bytes, to: descriptor)
        } catch {
            ftruncate(descriptor, off_t(end))
            throw RunStoreError.cannotWrite(path, error.number)
        }
        end += bytes.count
    }

    /// Brings what was written to the disk itself.
    package func synchronize() throws(RunStoreError) {
        guard fsync(descriptor) == 0 else { throw RunStoreError.cannotWrite(path) }
    }

    /// Ends the use of the file.
    package func close() { _ = systemClose(descriptor) }
}

/// `close(2)`, under a name that a method called `close` does not hide.
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
