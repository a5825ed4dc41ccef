#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A plain file, open for reading: never a pipe or a device, and no link unless asked for. The one way in which files that anybody may have
/// made are opened: nothing waits for a writer that never comes, and nothing leads out of a folder.
package struct PlainFile: ~Copyable {
    package let path: String
    /// In bytes, when it was opened.
    package let size: Int
    private let descriptor: Int32

    /// Opens the file at `path`.
    ///
    /// - Parameter followsLinks: whether a link stands for what it leads to.
    /// - Throws: `FileError`.
    package init(_ path: String, followsLinks: Bool = false) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | (followsLinks ? 0 : O_NOFOLLOW))
        guard descriptor >= 0 else { throw FileError(path, .refused(SystemError())) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileError(path, .notPlain)
        }
        (self.path, self.descriptor, size) = (path, descriptor, Int(facts.st_size))
    }

    deinit { close(descriptor) }

    /// `count` bytes from byte `start` on, or fewer where the file ends before.
    package func read(from start: Int, count: Int) throws(FileError) -> [UInt8] {
        do throws(SystemError) { return try Disk.read(descriptor, from: start, count: count) } catch {
            throw FileError(path, .refused(error))
        }
    }

    /// The whole of a file of at most `limit` bytes.
    package func whole(limit: Int) throws(FileError) -> [UInt8] {
        guard size <= limit else { throw FileError(path, .tooLong(bytes: size, limit: limit)) }
        return try read(from: 0, count: size)
    }
}

/// A file that cannot be read.
package struct FileError: Error, CustomStringConvertible {
    /// What keeps it from being read.
    package enum Problem: Sendable, Hashable {
        /// The system does.
        case refused(SystemError)
        case notPlain
        case tooLong(bytes: Int, limit: Int)
        /// Line `number`, counted from 1, has more than `limit` bytes.
        case longLine(number: Int, limit: Int)
        /// It does not hold what it begins as; the reason is a clause.
        case damaged(String)
    }

    package let path: String
    package let problem: Problem

    /// Whether there is no such file.
    package var isMissing: Bool { if case .refused(let error) = problem { error.number == ENOENT } else { false } }

    init(_ path: String, _ problem: Problem) { (self.path, self.problem) = (path, problem) }

    /// One sentence: the path, what is wrong.
    package var description: String {
        switch problem {
        case .refused(let error) where error.number == ELOOP:
            "cannot read \(path): it is a symbolic link, which records never are"
        case .refused(let error):
            "cannot read \(path): \(error.description.prefix(1).lowercased() + error.description.dropFirst())"
        case .notPlain: "cannot read \(path): it is no plain file"
        case .tooLong(let bytes, let limit):
            "cannot read \(path): it has \(bytes) bytes, more than the \(limit) allowed"
        case .longLine(let number, let limit):
            "cannot read \(path): its line \(number) has more than the \(limit) bytes allowed"
        case .damaged(let reason): "cannot read \(path): \(reason)"
        }
    }
}

/// What the system refused. Whoever catches it knows the file and the remedy, and makes a sentence of it.
package struct SystemError: Error, Hashable, CustomStringConvertible {
    /// The number that the system call left in `errno`.
    package let number: Int32

    /// The error of the last system call.
    package init() { number = errno }

    /// The system's own words, e.g. `No space left on device`.
    package var description: String { String(cString: strerror(number)) }
}
