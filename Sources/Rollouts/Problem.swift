/// One input and the output that a right program prints for it.
public struct TestCase: Sendable, Hashable, Codable {
    /// What the program reads from standard input.
    public var input: String
    /// What it must print. Never shown to a program, never inside a sandbox.
    public var expected: String

    /// A test from its input and expected output.
    public init(input: String, expected: String) {
        (self.input, self.expected) = (input, expected)
    }
}

/// A task with tests the policy is told about (public) and tests that only decide the reward (private).
public struct Problem: Sendable, Hashable, Codable {
    /// Unique within its problem set, and stable: the same set and seed give the same name.
    public var name: String
    /// What the policy is asked to do.
    public var statement: String
    /// Failures on these are fed back to the policy.
    public var publicTests: [TestCase]
    /// Together with the public tests they decide whether the last program is right.
    public var privateTests: [TestCase]

    /// A problem from its parts.
    public init(name: String, statement: String, publicTests: [TestCase], privateTests: [TestCase]) {
        (self.name, self.statement) = (name, statement)
        (self.publicTests, self.privateTests) = (publicTests, privateTests)
    }
}

/// An indexed set of problems, generated or read on demand.
public protocol ProblemSet: Sendable {
    /// What the record calls it, e.g. `minicontests/train`.
    var name: String { get }
    /// How many problems there are.
    var count: Int { get }
    /// The problem at `index` in `0..<count`: always the same one.
    func problem(at index: Int) throws -> Problem
}
