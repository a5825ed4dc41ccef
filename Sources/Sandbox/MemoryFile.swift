import CSandbox
import Glibc

/// A file without a name, in memory: how programs, inputs and outputs pass into a sandbox and out of it.
final class MemoryFile: Sendable {
    let descriptor: Int32

    /// An empty file.
    init(_ name: String) throws {
        descriptor = sandbox_memory_file(name)
        if descriptor < 0 { throw SandboxError.system("creating a memory file", -descriptor) }
    }

    /// A file that holds a text, to be read from its start.
    convenience init(_ name: String, holding text: String) throws {
        try self.init(name)
        var text = text
        try text.withUTF8 { try write($0) }
    }

    /// A file that holds bytes.
    convenience init(_ name: String, holding bytes: [UInt8]) throws {
        try self.init(name)
        try bytes.withUnsafeBufferPointer { try write($0) }
    }

    private func write(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        var written = 0
        while written < bytes.count {
            let count = pwrite(descriptor, bytes.baseAddress! + written, bytes.count - written, off_t(written))
            if count < 0 { throw SandboxError.system("writing \(bytes.count) bytes to memory", errno) }
            written += count
        }
    }

    /// The same file, which nobody can write any more once `other` is gone: the system runs no file that somebody may write.
    init(readOnly other: MemoryFile) throws {
        descriptor = open("/proc/self/fd/\(other.descriptor)", O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw SandboxError.system("opening a memory file again", errno) }
    }

    deinit { close(descriptor) }

    /// How many bytes it holds.
    var size: Int {
        var facts = stat()
        return fstat(descriptor, &facts) == 0 ? Int(facts.st_size) : 0
    }

    /// The first bytes, at most `limit`.
    func read(upTo limit: Int) -> [UInt8] {
        let wanted = min(size, limit)
        if wanted == 0 { return [] }
        return [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            while count < wanted {
                let more = pread(descriptor, buffer.baseAddress! + count, wanted - count, off_t(count))
                if more <= 0 { break }
                count += more
            }
        }
    }
}
