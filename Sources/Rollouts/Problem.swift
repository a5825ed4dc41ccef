/// One input and the output that a right program prints for it.
public struct TestCase: Sendable, Hashable, Codable {
    /// What the program reads from standard input.
    public var input: String
    /// What it must print, or what its functions are asserted to do; see `OutputComparison`. No program can see it.
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
    /// What it belongs to, its own name where it stands alone: the outcomes of problems of one cluster are not independent of each other.
    public var cluster: String
    /// What the policy is asked to do.
    public var statement: String
    /// Failures on these are fed back to the policy.
    public var publicTests: [TestCase]
    /// Together with the public tests they decide whether the last program is right.
    public var privateTests: [TestCase]
    /// How programs are judged by the tests.
    public var comparison: OutputComparison
    /// A program that is right, where one is known. Never shown to a policy.
    public var reference: String?

    /// A problem from its parts.
    public init(
        name: String, statement: String, publicTests: [TestCase], privateTests: [TestCase],
        comparison: OutputComparison = .tokens, reference: String? = nil, cluster: String? = nil
    ) {
        (self.name, self.cluster, self.statement) = (name, cluster ?? name, statement)
        (self.publicTests, self.privateTests) = (publicTests, privateTests)
        (self.comparison, self.reference) = (comparison, reference)
    }

    /// Records from before `comparison`, `reference` and `cluster` have none of them.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        cluster = try values.decodeIfPresent(String.self, forKey: .cluster) ?? name
        statement = try values.decode(String.self, forKey: .statement)
        publicTests = try values.decode([TestCase].self, forKey: .publicTests)
        privateTests = try values.decode([TestCase].self, forKey: .privateTests)
        comparison = try values.decodeIfPresent(OutputComparison.self, forKey: .comparison) ?? .tokens
        reference = try values.decodeIfPresent(String.self, forKey: .reference)
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

/// How the output of a program is compared with what it had to print.
public enum OutputComparison: Sendable, Hashable, Codable {
    /// The words between ASCII white space, byte for byte: integers of any size are exact, `1.0` is not `1`.
    case tokens
    /// All bytes.
    case exact
    /// As `tokens`, but two words that both are decimal numbers, one of them with a point or an exponent, may differ by `absolute`, or by
    /// `relative` times the expected one. For problems whose statement says so.
    case floats(absolute: Double, relative: Double)
    /// Not at all: a program that ends well is right, whatever it prints. For those who look at its output themselves.
    case anything
    /// Functions rather than output: `expected` is Python code that calls the program's functions through `candidate("name")` and asserts what they
    /// return. The code runs in a process of its own, reads the test's input, and has passed when it runs to its end.
    case asserts

    /// What most problems with a tolerance ask for: 1e-6, absolute or relative.
    public static var floats: OutputComparison { .floats(absolute: 1e-6, relative: 1e-6) }
}
