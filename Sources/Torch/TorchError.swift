internal import CTorch

/// A call into libtorch that failed.
package struct TorchError: Error, CustomStringConvertible {
    /// Whose fault it was.
    package enum Code: Sendable {
        /// A shape or type that does not fit.
        case invalid
        case outOfMemory, `internal`
    }
    package let code: Code
    package let message: String
    package var description: String {
        code == .outOfMemory ? "libtorch ran out of memory: \(message)" : "libtorch: \(message)"
    }
}

/// Turns a status into a throw. Its message is thread-local: call it on the thread of the call it checks.
func check(_ status: ct_status) throws {
    let code: TorchError.Code
    switch status {
    case CT_OK: return
    case CT_INVALID: code = .invalid
    case CT_OUT_OF_MEMORY: code = .outOfMemory
    default: code = .internal
    }
    let message = String(cString: ct_last_error())
    throw TorchError(code: code, message: message.split(separator: "\n").first.map(String.init) ?? message)
}
