internal import CLuaHost

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
