import ArgumentParser
import CommandLineOptions
import Glibc
import Exports
import RunStore

/// `assay export`
struct ExportCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json, parquet }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the metrics of runs, or a table, for data frames.",
        discussion: """
            Examples:
              assay export rlef-7f3a > metrics.csv                       a row for each step
              assay export rlef-7f3a rlef-90cc --output all.parquet      two runs in one file
              assay export rlef-7f3a --long --format json                a row for each value
              assay export rlef-7f3a --table "solve rate"                the rows of a table
              assay export 'tag=paper' --output paper.parquet            the runs that a filter finds

            Each row begins with run, seed and the parameters (param.NAME). Metrics follow as step and a column each; with --long as \
            step, metric and value. Tables follow as row and their own columns. In Python: pandas.read_parquet("all.parquet").
            """)

    @OptionGroup var names: RunNames
    @Option(
        help: ArgumentHelp("csv, json or parquet; without it by the ending of --output, else csv.", valueName: "format")
    )
    var format: Format?
    @Option(help: ArgumentHelp("Write here instead of to standard output.", valueName: "file"), completion: .file())
    var output: String?
    @Option(help: ArgumentHelp("Export the rows of this table instead of the metrics.", valueName: "name"))
    var table: String?
    @Flag(help: "A row for each value instead of one for each step.") var long = false

    func validate() throws {
        if table != nil, long { throw ValidationError("--long is for metrics; a table is exported as it is") }
        if format == nil, let output, Self.format(of: output) == nil {
            throw ValidationError(
                "what \(output) is to be cannot be told from its ending; end it with .csv, .json or .parquet, or give "
                    + "--format")
        }
    }

    private static func format(of path: String) -> Format? {
        Format.allCases.first { path.lowercased().hasSuffix("." + $0.rawValue) }
    }

    func run() throws {
        let runs = try names.readers()
        let format = format ?? output.flatMap(Self.format) ?? .csv
        if format == .parquet, output == nil, isatty(STDOUT_FILENO) == 1 {
            throw ValidationError("a Parquet file is nothing for a terminal; give --output FILE")
        }
        let exported =
            try table.map { try ExportTable(table: $0, of: runs) } ?? ExportTable(metricsOf: runs, isLong: long)
        let writeAll =
            switch format {
            case .csv: exported.writeCSV
            case .json: exported.writeJSON
            case .parquet: exported.writeParquet
            }
        if let output { try ExportTable.file(output, writeAll) } else { try writeAll(Program.write) }
        for note in exported.notes { Program.complain("note: \(note)") }
    }
}
