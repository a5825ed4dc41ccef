import ArgumentParser
import Foundation

/// Measures Assay beside what others use.
@main struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scripts/bench",
        abstract: "Measures Assay beside what others use. Let nothing else run meanwhile.",
        subcommands: [ModelsCommand.self, ExecutorCommand.self, RecordCommand.self, SweepCommand.self],
        defaultSubcommand: ModelsCommand.self)
}

/// Writes figures as JSON.
func writeJSON(_ figures: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try (encoder.encode(figures) + Data("\n".utf8)).write(to: URL(filePath: path), options: .atomic)
}

/// One line on stderr that the next one replaces, if somebody is there to read it.
func showProgress(_ text: String?) {
    guard isatty(2) == 1 else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text ?? "")".utf8))
}

/// A duration in seconds.
func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

/// A benchmark that could not be taken.
struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
