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
