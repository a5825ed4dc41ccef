/// A language that programs can be written in: what a worker for it runs. The protocol is the same for all.
public struct Language: Sendable {
    /// What messages call it, e.g. `Python`.
    public var name: String
    /// The interpreter, or the compiler. Must be below `/usr`, which is all that a sandbox sees of the machine.
    public var interpreter: String
    /// The Debian package that installs it.
    public var package: String
    /// The oldest version that will do, e.g. `3.11`.
    var oldest: String
    /// How to find out which version it is.
    var version: LanguageVersion
    /// What limits a program beside `Limits`, in words; empty for most.
    var budget = ""
    /// What a worker needs of the machine beside bubblewrap, for messages; empty when nothing.
    var requirement = ""
    /// Whether `FunctionGrader` knows it.
    var hasFunctions = false
    /// Where the worker's program is inside the sandbox, when it is not the interpreter.
    var worker: String?
    /// What follows it on the command line.
    var arguments: [String]
    /// The only variables in the worker's environment. A program sees none.
    var environment: [String: String]
    /// The shared library or program that holds the worker's half, as SwiftPM names it, and the name it must have inside.
    var library: (file: String, inside: String)
    /// What in a program's text says that it may do otherwise next time.
    var signs: VariationSigns
    /// What makes of a program's text that which the worker is sent; nil sends the text.
    var compiler: (any Compiler)?

    /// Where the language itself is, for messages.
    var place: String {
        if case .worker = version { library.file } else { interpreter }
    }
}
