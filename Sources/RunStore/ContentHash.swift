import Disk

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Names a content, as `sha256sum` does.
package enum ContentHash {
    /// The hash of a file's bytes, in hexadecimal.
    ///
    /// - Throws: `RunStoreError` when it cannot be read.
    package static func ofFile(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw RunStoreError.cannotRead(path) }
        defer { close(descriptor) }
        var hash = SHA256(), position = 0
        while true {
            let bytes: [UInt8]
            do { bytes = try Disk.read(descriptor, from: position, count: 1 << 20) } catch {
                throw RunStoreError.cannotRead(path, error.number)
            }
            if bytes.isEmpty { return hash.hexadecimal() }
            bytes.withUnsafeBytes { hash.update($0) }
            position += bytes.count
        }
    }
}
