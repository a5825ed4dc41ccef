package import Rollouts

/// The script's functions behind the settings that name them. They are called on the thread that plays the episodes.
package struct EnvironmentFunctions {
    /// What the policy is told after a failed attempt.
    package var feedback: ((Attempt) throws -> String)?
    /// What an episode earns.
    package var reward: ((Episode) throws -> Payment)?
    package var checker: Checker?

    package init(
        feedback: ((Attempt) throws -> String)? = nil, reward: ((Episode) throws -> Payment)? = nil,
        checker: Checker? = nil
    ) {
        (self.feedback, self.reward, self.checker) = (feedback, reward, checker)
    }
}

/// A setting that names a function which is not there: that of a record's script, which did not run.
package struct MissingFunction: Error, CustomStringConvertible {
    package var name: String

    package var description: String {
        "\(name) is a function of the script, which is not at hand: give the function, or another \(name)"
    }
}

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
