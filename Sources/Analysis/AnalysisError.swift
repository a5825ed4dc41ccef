/// Why a record does not say what was asked of it.
package struct AnalysisError: Error, CustomStringConvertible {
    /// One sentence: what is missing or wrong, and what to do.
    package let description: String

    package init(_ description: String) { self.description = description }
}
