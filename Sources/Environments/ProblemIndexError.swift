/// A problem that its set does not hold.
package struct ProblemIndexError: Error, CustomStringConvertible {
    package var index: Int
    package var set: String
    package var count: Int

    /// An index and the set that does not have it.
    package init(index: Int, set: String, count: Int) { (self.index, self.set, self.count) = (index, set, count) }

    package var description: String {
        "problem \(index) of \(set) does not exist: the set holds \(count), numbered 0 to \(count - 1)"
    }
}
