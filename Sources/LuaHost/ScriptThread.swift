#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A thread with a stack large enough for scripts that call the host that calls scripts.
package enum ScriptThread {
    private final class Job {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Runs `body` on a thread of its own and waits for it.
    ///
    /// - Parameter stack: the size of its stack, in bytes.
    /// - Throws: what `body` throws.
    package static func run<Result>(stack: Int = 64 << 20, _ body: () throws -> Result) throws -> Result {
        try withoutActuallyEscaping(body) { body in
            var outcome: Swift.Result<Result, any Error>?
            let job = Unmanaged.passRetained(Job { outcome = Swift.Result { try body() } })
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            defer { pthread_attr_destroy(&attributes) }
            pthread_attr_setstacksize(&attributes, stack)
            var thread = pthread_t()
            let status = pthread_create(
                &thread, &attributes,
                { context in
                    guard let context else { return nil }
                    Unmanaged<Job>.fromOpaque(context).takeRetainedValue().body()
                    return nil
                }, job.toOpaque())
            guard status == 0 else {
                job.release()
                throw LuaFailure(.error, "no thread for the script: \(String(cString: strerror(status)))")
            }
            pthread_join(thread, nil)
            return try outcome!.get()
        }
    }
}
