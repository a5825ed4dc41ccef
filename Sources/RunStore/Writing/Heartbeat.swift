import Glibc

/// Does something again and again on a thread of its own.
final class Heartbeat: @unchecked Sendable {
    // `isStopped` is guarded by `mutex`; all else is set before the thread starts and never again.
    private var isStopped = false
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let stopped = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let milliseconds: Int
    private let body: @Sendable () -> Void
    private var thread = pthread_t()

    /// Starts; `body` is called first when `milliseconds` have passed.
    ///
    /// - Throws: `RunStoreError` when the system has no thread left.
    init(milliseconds: Int, _ body: @escaping @Sendable () -> Void) throws {
        (self.milliseconds, self.body) = (milliseconds, body)
        pthread_mutex_init(mutex, nil)
        // By the clock that nobody sets.
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(stopped, &attributes)
        pthread_condattr_destroy(&attributes)
        let context = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Heartbeat>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            context.release()
            throw RunStoreError(
                .cannotWrite, "no thread for the record: \(String(cString: strerror(status))); raise ulimit -u")
        }
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(stopped)
        mutex.deallocate()
        stopped.deallocate()
    }

    /// Stops, and waits for a call under way to end. Called by that call itself, it only stops.
    func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        pthread_cond_signal(stopped)
        pthread_mutex_unlock(mutex)
        if pthread_equal(pthread_self(), thread) != 0 { pthread_detach(thread) } else { pthread_join(thread, nil) }
    }

    private func run() {
        while !waitsOut() { body() }
    }

    /// Lets one interval pass.
    ///
    /// - Returns: whether it was cut short by `stop`.
    private func waitsOut() -> Bool {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let nanoseconds = time.tv_nsec + milliseconds * 1_000_000
        time.tv_sec += nanoseconds / 1_000_000_000
        time.tv_nsec = nanoseconds % 1_000_000_000
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !isStopped {
            if pthread_cond_timedwait(stopped, mutex, &time) == ETIMEDOUT { return isStopped }
        }
        return true
    }
}
