import Foundation
import TestSupport
import Testing

@Suite struct ReadingCommandsTests {
    private let sample: SampleRuns

    init() throws { sample = try SampleRuns() }

    /// What `assay` prints about the sample, with the folder's name taken out.
    private func page(_ arguments: String...) throws -> String {
        let folder = sample.folder.path
        let outcome = try AssayProgram.run(arguments, runs: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.replacingOccurrences(of: folder, with: "RUNS")
    }

    @Test func list() throws { #expect(Snapshots.difference(try page("list"), "list.txt") == nil) }

    @Test func show() throws { #expect(Snapshots.difference(try page("show", "rlef"), "show.txt") == nil) }

    @Test func showsAnError() throws {
        #expect(Snapshots.difference(try page("show", "broken-c0de"), "show-failed.txt") == nil)
    }

    @Test func notebook() throws {
        #expect(Snapshots.difference(try page("show", "rlef", "--cells"), "cells.txt") == nil)
    }

    @Test func episode() throws {
        let text = try page("show", "rlef", "--episode", "1", "--update", "12")
        #expect(Snapshots.difference(text, "episode.txt") == nil)
        #expect(try page("show", "rlef", "--episode", "12") == text)
    }

    @Test func json() throws {
        #expect(Snapshots.difference(try page("show", "rlef", "--json"), "show.json") == nil)
        let runs = try #require(
            try JSONSerialization.jsonObject(with: Data(try page("list", "--json").utf8)) as? [[String: Any]])
        #expect(runs.compactMap { $0["status"] as? String } == ["failed", "killed", "completed"])
    }

    @Test func noColoursInAPipe() throws { #expect(!(try page("show", "rlef")).contains("\u{1B}")) }

    @Test func help() throws { #expect(Snapshots.difference(try page("--help"), "help.txt") == nil) }
}
