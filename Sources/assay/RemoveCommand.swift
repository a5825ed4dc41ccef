import ArgumentParser
import CommandLineOptions
import Glibc
import Rendering
import RunStore

/// `assay rm`
struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Remove runs for good, after asking.",
        discussion: """
            Examples:
              assay rm rlef-7f3a           asks first
              assay rm rlef-7f3a 00b2 --yes
              assay rm 'status=failed and started<2026-01-31'   the runs that a filter finds
            """)

    @OptionGroup var names: RunNames
    @Flag(help: "Remove without asking.") var yes = false

    func run() throws {
        let runs = try names.readers()
        // All are looked at before the first is removed: a mistake in a name removes nothing.
        let removals = try runs.map { try RunRemoval($0) }
        let total = Self.size(removals.reduce(0) { $0 + $1.bytes })
        let what = Self.list(runs.map(\.info.id))
        if !yes {
            guard isatty(STDIN_FILENO) == 1 else {
                throw NotAsked(what: what)
            }
            Terminal.errors.write(TextWidth.printable("Remove \(what), \(total)? [y/N] "))
            guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else {
                Terminal.output.write("nothing was removed\n")
                return
            }
        }
        for removal in removals {
            try removal.run()
            Terminal.output.write(TextWidth.printable("removed \(removal.id), \(Self.size(removal.bytes))") + "\n")
        }
        if removals.count > 1 { Terminal.output.write("freed \(total)\n") }
    }

    /// `rlef-7f3a`, `3 runs (a-1, b-2, c-3)`
    private static func list(_ names: [String]) -> String {
        if names.count == 1 { return names[0] }
        let shown = names.prefix(20).joined(separator: ", ")
        return "\(names.count) runs (\(shown)\(names.count > 20 ? " and \(names.count - 20) more" : ""))"
    }

    /// `14.2 MB`
    private static func size(_ bytes: Int) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        var (size, unit) = (Double(bytes), 0)
        while size >= 999.5, unit < units.count - 1 { (size, unit) = (size / 1000, unit + 1) }
        return NumberFormat.short(size) + " " + units[unit]
    }

    private struct NotAsked: Error, CustomStringConvertible {
        let what: String
        var description: String {
            "not removing \(what): there is no terminal to ask at; say --yes to remove without being asked"
        }
    }
}
