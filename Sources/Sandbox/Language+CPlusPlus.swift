extension Language {
    /// C++17 with g++: programs read standard input and write standard output.
    ///
    /// A program is compiled once, under limits of its own, behind the same isolation as it runs, and linked statically.
    ///
    /// - Throws: `SandboxError` when g++ is not installed.
    public static func cpp(compiler: String = "/usr/bin/g++") throws -> Language {
        try cpp(compiler: compiler, compilation: CompileLimits())
    }

    /// The same with other limits on the compiler.
    package static func cpp(compiler: String = "/usr/bin/g++", compilation: CompileLimits) throws -> Language {
        Language(
            name: "C++", interpreter: compiler, package: "g++", oldest: "9", version: .command("-dumpfullversion"),
            worker: "/run/assay-worker", arguments: ["native"],
            environment: [:], library: (file: "assay-worker", inside: "assay-worker"),
            signs: .cpp, compiler: try CPlusPlusCompiler(path: compiler, limits: compilation))
    }
}
