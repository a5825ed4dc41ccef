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
