import Glibc

/// A lock with one condition, for threads that wait for each other.
final class Monitor: @unchecked Sendable {
    // Both are made for sharing between threads, and never move.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs the body while no other thread is inside.
    func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Inside `locked`: steps out until another thread calls `wakeAll`, or for no reason.
    func wait() { pthread_cond_wait(condition, mutex) }

    /// As `wait`, for 50 ms at most.
    func waitBriefly() {
        var until = timespec()
        clock_gettime(CLOCK_REALTIME, &until)
        until.tv_nsec += 50_000_000
        if until.tv_nsec >= 1_000_000_000 {
            until.tv_nsec -= 1_000_000_000
            until.tv_sec += 1
        }
        pthread_cond_timedwait(condition, mutex, &until)
    }

    /// Wakes the threads that wait.
    func wakeAll() { pthread_cond_broadcast(condition) }
}
