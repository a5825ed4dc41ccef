import Foundation
import RunStore
import TestSupport
import Testing

/// `assay verdicts`, from a script to the page.
@Suite struct VerdictsTests {
    private let folder: TemporaryFolder
    private let script = """
        local python = executor.python { cpu_seconds = 0.3, workers = 1 }
        local tests = { { input = "1", expected = "2" } }
        for _ = 1, 2 do
          for _, source in ipairs { "print(int(input()) + 1)", "print(input())", "1 +", "raise ValueError" } do
            python:judge { source, tests = tests }
          end
        end
        python:judge { "while True:\\n  pass", tests = tests }
        executor.lua { workers = 1 }:run "print(1)"
        """

    init() throws { folder = try TemporaryFolder() }

    private func assay(_ arguments: String...) throws -> AssayProgram.Outcome {
        try AssayProgram.run(arguments, runs: folder.file("runs"))
    }

    /// The page without what the machine decides: times, memory and versions.
    private func normal(_ page: String) -> String {
        page.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.replacing(#/\d+\.\d+\.\d+/#, with: "VERSION")
                .replacing(#/\d+\.\d+ +0\.3 +\d+ /#, with: "SECONDS 0.3 MIB ")
                .replacing(#/ {2,}/#, with: "  ")
        }.joined(separator: "\n")
    }

    @Test func aScriptsProgramsAreShown() throws {
        try folder.write(script, to: "x.lua")
        let ran = try assay("run", folder.file("x.lua"))
        #expect(ran.status == 0, "\(ran.errors)")
        let page = try assay("verdicts", "x", "--top", "1")
        #expect(page.status == 0, "\(page.errors)")
        #expect(Snapshots.difference(normal(page.output), "verdicts.txt") == nil)

        let json = try JSONSerialization.jsonObject(with: Data(try assay("verdicts", "x", "--json").output.utf8))
        let object = try #require(json as? [String: [[String: Any]]])
        let counts = try #require(object["counts"])
        #expect(counts.reduce(0) { $0 + ($1["executions"] as? Int ?? 0) } == 6)
        #expect(counts.reduce(0) { $0 + ($1["answers"] as? Int ?? 0) } == 4)
        #expect(object["slowest"]?.first?["program"] as? String == "while True:\n  pass")
        #expect(object["near_limits"]?.first?["verdict"] as? String == "time limit")
    }

    @Test func aRunThatRanNothingSaysSo() throws {
        try folder.write("print 'x'", to: "x.lua")
        _ = try assay("run", folder.file("x.lua"))
        let page = try assay("verdicts", "x")
        #expect(page.status == 1)
        #expect(page.errors.hasSuffix("verdicts.sqlite: the run kept no ledger of its executions\n"), "\(page.errors)")
    }
}
