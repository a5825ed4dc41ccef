internal import JSON
internal import LuaHost

/// An error that a call of a resumed script had ended with.
struct ReplayedError: Error, CustomStringConvertible {
    let description: String

    /// What the journal keeps of an error.
    static func json(_ error: any Error) -> JSONValue {
        if let mismatch = error as? LuaMismatch {
            return ["path": .string(mismatch.path), "problem": .string(mismatch.problem)]
        }
        return ["message": .string("\(error)")]
    }

    /// The error that `json` stands for.
    static func error(_ json: JSONValue) -> any Error {
        guard let problem = json["problem"]?.string else {
            return ReplayedError(description: json["message"]?.string ?? "")
        }
        var mismatch = LuaMismatch(problem)
        mismatch.path = json["path"]?.string ?? ""
        return mismatch
    }
}
