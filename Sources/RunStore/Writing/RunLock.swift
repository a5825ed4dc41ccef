import Disk

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The sign that a run's process lives: a lock that the system lets go of when the process ends, however it ends.
package struct RunLock: Sendable {
    private let path: String
    private let descriptor: Int32

    /// Takes the lock of the run in `folder`.
    ///
    /// Some cluster file systems have no locks: there the run goes on without, and readers cannot tell a killed run.
    init(folder: String) throws {
        path = folder + "/run.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw RunStoreError.cannotWrite(path) }
        // Readers hold it for an instant each when they ask, so this waits.
        while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
        ProcessSign.own.write(to: descriptor)
    }

    /// Takes the lock of a run that somebody else began.
    ///
    /// - Throws: `RunStoreError` that says who has it.
    init(taking folder: String) throws {
        path = folder + "/run.lock"
        for attempt in 1... {
            let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw RunStoreError.cannotWrite(path) }
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
                close(descriptor)
                // A reader holds it for an instant, and so does a child that a killed writer had just forked; a writer as long as it lives.
                guard attempt < 100 else { throw Self.held(path) }
                usleep(10_000)
                continue
            }
            var (mine, there) = (stat(), stat())
            if fstat(descriptor, &mine) == 0, stat(path, &there) == 0, mine.st_ino == there.st_ino {
                self.descriptor = descriptor
                ProcessSign.own.write(to: descriptor)
                return
            }
            // Its holder ended just now and took the file away.
            close(descriptor)
        }
        fatalError("the loop ends by returning or throwing")
    }

    private static func held(_ path: String) -> RunStoreError {
        let who = ProcessSign(at: path)?.description ?? "unknown"
        return RunStoreError(
            .held,
            "the run in \(Disk.parent(of: path)) is being written by process \(who); "
                + "stop it or wait for its end")
    }

    /// Lets go, once the run has ended and says so itself.
    func release() {
        unlink(path)
        close(descriptor)
    }

    /// Lets go without a word, as a process does that dies.
    func abandon() { close(descriptor) }

    /// Whether the writer of the run in `folder` lives, or nil where the file system cannot tell.
    package static func isHeld(folder: String) -> Bool? {
        let descriptor = open(folder + "/run.lock", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return errno == ENOENT ? false : nil }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return false }
        return errno == EWOULDBLOCK ? true : nil
    }
}
