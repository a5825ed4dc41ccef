import Disk
import RunStore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The sign that a driver is at work on a sweep: a lock that the system lets go of when its process ends, however it ends.
package struct DriverLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock of the sweep in `folder`.
    ///
    /// - Throws: `SweepError` that says who has it. A file system without locks goes without.
    package init(_ folder: SweepFolder) throws {
        let path = folder.path + "/driver.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw RunStoreError.cannotWrite(path) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            let bytes = (try? Files.read(path, limit: 1024)) ?? []
            let who = String(decoding: bytes.filter { $0 >= 0x20 && $0 < 0x7F }, as: UTF8.self)
            close(descriptor)
            throw SweepError(
                "the sweep \(folder.head.name) is being run by process \(who.isEmpty ? "unknown" : who); wait for its end, or stop it with \"assay sweep cancel \(folder.head.name)\""
            )
        }
        var name = utsname()
        uname(&name)
        let host = withUnsafeBytes(of: name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let text = "\(getpid()) on \(host)\n"
        ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.utf8.count, 0)
    }

    deinit { close(descriptor) }

    /// The process that drives the sweep on this machine; nil for none.
    package static func holder(of folder: SweepFolder) -> Int32? {
        let path = folder.path + "/driver.lock"
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
        let bytes = (try? Files.read(path, limit: 1024)) ?? []
        return Int32(String(decoding: bytes.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self))
    }
}
