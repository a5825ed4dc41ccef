/// A sweep that cannot be planned, run or read: one sentence with the value, what was allowed and what to do.
package struct SweepError: Error, CustomStringConvertible, Sendable {
    package let description: String
    /// Whether what was asked for is wrong, and not what happened.
    package let isUsage: Bool

    package init(_ description: String, isUsage: Bool = false) {
        (self.description, self.isUsage) = (description, isUsage)
    }
}
