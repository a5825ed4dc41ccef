/// A value that is not what was asked for. The caller knows whose value it was.
package struct LuaMismatch: Error {
    /// The way to the value inside the argument: `.pass`, `[3]`.
    package var path = ""
    /// What was wrong, from "must be" on: `must be an integer of at least 1, not the string "three"`.
    package var problem: String

    package init(_ problem: String) { self.problem = problem }
    package init(expected: String, found: LuaData) { problem = "must be \(expected), not \(found.description)" }

    func inside(_ step: String) -> LuaMismatch {
        var mismatch = self
        mismatch.path = step + path
        return mismatch
    }
}
