package import RunStore

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
            let who = ProcessSign(at: path)?.description ?? "unknown"
            close(descriptor)
            throw SweepError(
                "the sweep \(folder.head.name) is being run by process \(who); wait for its end, or stop it with \"assay sweep cancel \(folder.head.name)\""
            )
        }
        ProcessSign.own.write(to: descriptor)
    }

    deinit { close(descriptor) }

    /// The process that drives the sweep, on whichever machine; nil for none.
    package static func holder(of folder: SweepFolder) -> ProcessSign? {
        let path = folder.path + "/driver.lock"
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
        return ProcessSign(at: path)
    }
}
