/// A language that programs can be written in: what a worker for it runs. The protocol is the same for all.
public struct Language: Sendable {
    /// What messages call it, e.g. `Python`.
    public var name: String
    /// The interpreter. Must be below `/usr`, which is all that a sandbox sees of the machine.
    public var interpreter: String
    /// The Debian package that installs the interpreter.
    public var package: String
    /// What follows the interpreter on its command line.
    var arguments: [String]
    /// The only variables in the worker's environment. A program sees none.
    var environment: [String: String]
    /// The shared library that holds the worker's half, as SwiftPM names it, and the name it must have inside.
    var library: (file: String, inside: String)
    /// What in a program's text says that it may do otherwise next time.
    var signs = VariationSigns()
}
