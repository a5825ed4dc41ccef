extension Language {
    /// Lua 5.4: programs read standard input with `io.read` and `io.lines` and write with `print` and `io.write`.
    ///
    /// There is no `load`, `require`, `os`, `debug` and `package`, nor the rest of `io`, and only text is loaded. What a program may use is counted in
    /// instructions and in bytes that Lua holds, which repeat exactly. The CPU limit stays, for what the count does not see.
    ///
    /// - Parameter instructions: the budget, of Lua's virtual machine; met within 1,000. A loop does some 200 million a second.
    public static func lua(instructions: Int = 100_000_000) -> Language {
        Language(
            name: "Lua", interpreter: "/usr/lib", package: "liblua5.4-dev", oldest: "5.4", version: .worker("version"),
            budget: "\(instructions) instructions", worker: "/run/assay-worker",
            arguments: ["lua", "\(instructions)"], environment: [:],
            library: (file: "assay-worker", inside: "assay-worker"),
            // None: there is no clock, thread or file, and both the seeds of hashes and of random numbers are fixed.
            signs: VariationSigns())
    }
}
