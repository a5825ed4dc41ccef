#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
internal import CLuaHost

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

/// Stops a running script from another thread or a signal handler.
///
/// Once requested it stays so: neither `pcall` nor a coroutine can swallow it. What it cannot stop is one call of a C
/// function of Lua's own that takes long by itself: a pattern with many repetitions (`string.find` backtracks), or
/// `table.insert` and `table.remove` on a table whose `__len` lies.
package final class LuaInterrupt: @unchecked Sendable {
    // Unchecked: the pointer never changes and what it points to is one atomic flag.
    let flag: OpaquePointer

    package init() {
        guard let flag = clua_flag_create() else { fatalError("no memory for one flag") }
        self.flag = flag
    }
    deinit { clua_flag_destroy(flag) }

    package func request() { clua_flag_set(flag, true) }
    package func clear() { clua_flag_set(flag, false) }
    package var isRequested: Bool { clua_flag_get(flag) }
}
