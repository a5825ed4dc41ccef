/// A program that defines functions, and the Python code that calls them and asserts what they return.
public struct FunctionSubmission: Sendable, Hashable {
    /// The program's text. It runs as a module, so that what stands behind `if __name__ == "__main__":` does not run.
    public var source: String
    /// What its functions have to do, in this order.
    public var suites: [FunctionSuite]
    /// Whether the suites after the first failure are left out.
    public var stopsAtFirstFailure: Bool

    /// A submission from its parts.
    public init(source: String, suites: [FunctionSuite], stopsAtFirstFailure: Bool = true) {
        (self.source, self.suites, self.stopsAtFirstFailure) = (source, suites, stopsAtFirstFailure)
    }
}

/// Python code that asserts what functions return. It never shares a process with them.
public struct FunctionSuite: Sendable, Hashable {
    /// Calls the functions through `candidate("name")`: one call at a time, or a list of argument lists with `.many`. It has passed when it ran to
    /// its end.
    public var code: String
    /// What it reads from its standard input.
    public var input: String

    /// A suite from its parts.
    public init(code: String, input: String = "") { (self.code, self.input) = (code, input) }
}
