internal import CLuaHost

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

/// A value that is not what was asked for. The caller knows whose value it was.
package struct LuaMismatch: Error {
    /// The way to the value inside the argument: `.pass`, `[3]`.
    package var path = ""
    /// What was wrong, from "must be" on: `must be an integer of at least 1, not the string "three"`.
    package var problem: String

    /// Whether `problem` names what it is about itself, so that no argument's name belongs before it.
    package var isSentence = false

    package init(_ problem: String) { self.problem = problem }
    package init(expected: String, found: LuaData) { problem = "must be \(expected), not \(found.description)" }

    func inside(_ step: String) -> LuaMismatch {
        var mismatch = self
        mismatch.path = step + path
        return mismatch
    }
}

/// A call that the host refused: `trainer.ppo: 'kl' must be a number of at least 0, not the string "low"`.
package struct LuaCallError: Error, CustomStringConvertible {
    package let function: String
    package let problem: String

    init(function: String, _ mismatch: LuaMismatch) {
        self.function = function
        problem = mismatch.path.isEmpty ? mismatch.problem : "\(mismatch.path) \(mismatch.problem)"
    }

    package var description: String {
        problem.hasPrefix("takes") || problem.hasPrefix("is ") ? "\(function) \(problem)" : "\(function): \(problem)"
    }
}

/// The frames of the last error that passed through a host function: once Swift sees the error, its frames are gone.
final class FailureLog {
    private(set) var message = ""
    private(set) var frames: [LuaFrame] = []

    func note(_ state: OpaquePointer) {
        let text = LuaFailure.text(of: state, at: clua_top(state))
        // An error that goes through several host functions is noted by each; the innermost knows most.
        guard text != message || frames.isEmpty else { return }
        (message, frames) = (text, LuaFrame.all(of: state))
    }

    func clear() { (message, frames) = ("", []) }
}
