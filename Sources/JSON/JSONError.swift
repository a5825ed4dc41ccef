/// Why bytes are not JSON.
package struct JSONError: Error, Hashable, CustomStringConvertible {
    /// What was wrong, e.g. `a colon was expected`.
    package let problem: String
    /// Bytes before the place where it was met.
    package let offset: Int
    /// The rest of a sentence that begins with a file's name and `is`.
    package var description: String { "not valid JSON: \(problem) at byte \(offset)" }
}
