/// A Lua error on its way through Swift. Throw it on: the script's own traceback and error value survive.
package struct LuaFailure: Error, CustomStringConvertible {
    enum Cause {
        case error
        case interrupted
        case outOfMemory
        case syntax
    }
    let cause: Cause
    /// The message, with the position that Lua put before it.
    package let description: String
    /// The error value, so that a script that catches the error finds what was raised.
    let value: LuaReference?

    init(_ cause: Cause, _ description: String, value: LuaReference? = nil) {
        (self.cause, self.description, self.value) = (cause, description, value)
    }

    /// Whether somebody asked the script to stop.
    package var isInterrupt: Bool { cause == .interrupted }

    static let interrupted = LuaFailure(.interrupted, "interrupted")
}
