internal import Rollouts
internal import Sandbox

extension Problem {
    /// A problem whose first suite is public and whose other ones are private.
    init(_ function: FunctionProblem) {
        let tests = Submission(function.submission("")).tests
        self.init(
            name: function.name, statement: function.prompt, publicTests: Array(tests.prefix(1)),
            privateTests: Array(tests.dropFirst()), comparison: .asserts, reference: function.reference)
    }
}
