extension Language {
    /// C++17 with g++: programs read standard input and write standard output.
    ///
    /// A program is compiled once, in a sandbox with limits of its own, and linked statically.
    ///
    /// - Throws: `SandboxError` when g++ is not installed.
    public static func cpp(compiler: String = "/usr/bin/g++", bubblewrap: String = "/usr/bin/bwrap") throws -> Language
    {
        Language(
            name: "C++", interpreter: compiler, package: "g++",
            version: .command("-dumpfullversion"), worker: "/run/assay-worker", arguments: ["native"],
            environment: [:], library: (file: "assay-worker", inside: "assay-worker"),
            signs: .cpp, compiler: try CPlusPlusCompiler(path: compiler, bubblewrap: bubblewrap))
    }
}
