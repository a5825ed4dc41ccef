import ArgumentParser
import Rendering

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where runs are recorded.
package struct RunsOption: ParsableArguments {
    @Option(
        name: .customLong("runs"),
        help: ArgumentHelp("The folder of runs; without it $ASSAY_RUNS, else ./runs.", valueName: "folder"))
    private var given: String?

    package init() {}

    /// The folder that the option names, else the environment, else custom.
    package var folder: String {
        if let given { return given }
        let variable = getenv("ASSAY_RUNS").map { String(cString: $0) } ?? ""
        return variable.isEmpty ? "runs" : variable
    }

    /// The option as it must be given again to find the same runs; empty where it was not given.
    package var spelledOut: String {
        given.map { " --runs " + ShellWord.quoted($0) } ?? ""
    }

    package func validate() throws {
        if given?.isEmpty == true { throw ValidationError("--runs needs the name of a folder, not an empty text") }
    }
}
