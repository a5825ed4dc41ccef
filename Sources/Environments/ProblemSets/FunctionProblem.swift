internal import Rollouts
package import Sandbox

/// A function to write, and what it has to do.
package struct FunctionProblem: Sendable {
    /// Unique within its file, e.g. `HumanEval/0`.
    package var name: String
    /// What the policy is given: a signature with its documentation, or a sentence.
    package var prompt: String
    /// The function's name.
    package var function: String
    /// A program that is right, according to the file.
    package var reference: String
    /// What decides.
    package var suites: [FunctionSuite]

    /// A program to grade on this problem.
    package func submission(_ source: String) -> FunctionSubmission {
        FunctionSubmission(source: source, suites: suites)
    }
}

extension Problem {
    /// A problem whose first suite is public and whose other ones are private.
    init(_ function: FunctionProblem) {
        let tests = Submission(function.submission("")).tests
        self.init(
            name: function.name, statement: function.prompt, publicTests: Array(tests.prefix(1)),
            privateTests: Array(tests.dropFirst()), comparison: .asserts, reference: function.reference)
    }
}

extension FunctionSuite {
    /// Code that calls functions of the program by their own names.
    package init(calling functions: [String], _ code: String) {
        let names = functions.map { "\($0) = candidate(\(pythonLiteral($0)))\n" }.joined()
        self.init(code: names + code + "\n")
    }
}
