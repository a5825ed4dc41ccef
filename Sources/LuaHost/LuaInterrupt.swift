internal import CLuaHost

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
