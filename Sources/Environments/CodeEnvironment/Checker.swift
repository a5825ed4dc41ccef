package import Rollouts

/// Says whether what a program printed for a test of a problem is right, in place of the problem's comparison.
///
/// Asked on the thread that plays the episodes, in the order of the batch.
package typealias Checker = (_ problem: Problem, _ test: TestCase, _ output: String) throws -> Bool

/// A checker for outputs, and a problem that has none.
package struct CheckerWithoutOutput: Error, CustomStringConvertible {
    package var problem: String

    package var description: String {
        "problem \(problem) is about functions, which asserts grade: leave out the checker, or take problems whose programs print"
    }
}
