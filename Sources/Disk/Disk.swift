#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What checkpoints and records both do to files, in the order that survives a kill and a power cut.
package enum Disk {
    /// Puts a file at `path` in one step: it is written beside it, brought to the disk, and renamed.
    ///
    /// - Parameter body: writes the file piece by piece.
    /// - Throws: `SystemError`, and what `body` throws; what stood at `path` then stays.
    package static func replace(_ path: String, _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void) throws {
        // Two processes that write the same file do not share this one; the last to finish wins.
        let temporary = "\(path).\(getpid()).partial"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw SystemError() }
        do {
            do {
                defer { close(descriptor) }
                try body { piece in try write(piece, to: descriptor) }
                guard fsync(descriptor) == 0 else { throw SystemError() }
            }
            guard rename(temporary, path) == 0 else { throw SystemError() }
        } catch {
            unlink(temporary)
            throw error
        }
        synchronize(folder: parent(of: path))
    }

    /// Makes the names in `folder` last. A file system that cannot do so for folders does it without being asked.
    package static func synchronize(folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor >= 0 {
            fsync(descriptor)
            close(descriptor)
        }
    }

    /// Writes all of `bytes`; after an error some of them may have been written.
    package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                // `write(2)`, under its module's name since this method hides it.
                #if canImport(Glibc)
                    Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
                #else
                    Darwin.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
                #endif
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw SystemError() }
            written += count
        }
    }

    /// `count` bytes from byte `start` on, or fewer where the file ends before.
    package static func read(_ descriptor: Int32, from start: Int, count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(start + filled))
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = SystemError() }
                if got <= 0 { break }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// The folder that holds `path`.
    package static func parent(of path: String) -> String {
        var path = Substring(path)
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
