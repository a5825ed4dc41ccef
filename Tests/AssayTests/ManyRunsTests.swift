import Foundation
import JSON
import RunIndex
import RunStore
import TestSupport
import Testing

/// The commands about many runs, as a user sees them.
@Suite struct ManyRunsTests {
    private let sample: SampleRuns

    init() throws { sample = try SampleRuns(seeds: 1...3) }

    private func run(_ arguments: [String]) throws -> AssayProgram.Outcome {
        var outcome = try AssayProgram.run(arguments, runs: sample.folder.path)
        outcome.output = outcome.output.replacingOccurrences(of: sample.folder.path, with: "RUNS")
        outcome.errors = outcome.errors.replacingOccurrences(of: sample.folder.path, with: "RUNS")
        return outcome
    }

    private func page(_ arguments: String...) throws -> String {
        let outcome = try run(arguments)
        #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
        return outcome.output
    }

    @Test func filteredAndSorted() throws {
        let text = try page("list", "turns>=3 and reward>0", "--sort", "reward", "--columns", "feedback")
        #expect(Snapshots.difference(text, "list-filtered.txt") == nil)
        #expect(try page("list", "turns>99") == "no run in RUNS satisfies the filter\n")
    }

    @Test func grouped() throws {
        #expect(
            Snapshots.difference(try page("list", "turns>0", "--group", "seed", "--sort", "reward"), "list-grouped.txt")
                == nil)
        let json = try JSONParser.parse(Array(try page("list", "turns>0", "--by", "turns", "--json").utf8))
        #expect(json.array?.map { $0["n"]?.int } == [3, 4])
    }

    @Test func names() throws { #expect(Snapshots.difference(try page("list", "--names"), "list-names.txt") == nil) }

    /// Whatever is called a name is taken for one, as it is printed.
    @Test func eachNameIsAColumn() throws {
        let names = try JSONParser.parse(Array(try page("list", "--names", "--json").utf8))
        let all = try #require(names.object).members.flatMap { $0.value.array ?? [] }.compactMap(\.string)
        #expect(all.contains("solve rate.1@3") && all.count > 20)
        let columns = all.map(RunQuery.quoted).joined(separator: ",")
        let rows = try JSONParser.parse(Array(try page("list", "--json", "--columns", columns).utf8))
        #expect(rows.array?.first?["columns"]?.object?.members.count == Set(all).count)
        #expect(try page("list", "--sort", "`solve rate.1@3`").contains("seeds-s3t5"))
    }

    @Test func helpOfCommands() throws {
        let text = try ["list", "compare", "export", "tag", "note", "rm"].map { try page($0, "--help") }.joined(
            separator: "\n")
        #expect(Snapshots.difference(text, "help-many-runs.txt") == nil)
    }

    @Test func compared() throws {
        #expect(Snapshots.difference(try page("compare", "seeds-s1t3", "seeds-s2t5"), "compare.txt") == nil)
        #expect(
            Snapshots.difference(try page("compare", "seeds-s1t3", "seeds-s1t5", "rlef"), "compare-several.txt") == nil)
        let json = try page("compare", "seeds-s1t3", "seeds-s2t5", "--json")
        #expect(Snapshots.difference(json, "compare.json") == nil)
        #expect(
            try run(["compare", "rlef"]).errors
                == "assay: there is nothing to compare rlef-7f3a with: name another run\n")
    }

    @Test func exported() throws {
        let csv = try page("export", "seeds-s1t3", "--table", "solve rate")
        #expect(csv.hasPrefix("run,seed,param.turns,param.feedback,row,policy,1@3\nseeds-s1t3,1,3,execution,1,base,"))
        let file = sample.folder.file("out.parquet")
        #expect(try page("export", "seeds-s1t3", "seeds-s2t5", "--output", file) == "")
        #expect(try sample.folder.data("out.parquet").prefix(4) == Data("PAR1".utf8))
        #expect(try page("export", "rlef", "--long").split(separator: "\n").count == 1 + 40 * 5)
        // A filter finds the oldest first.
        let found = try page("export", "turns=5 and seed<=2", "--table", "solve rate").split(separator: "\n")
        #expect(found.dropFirst().map { $0.prefix(10) } == ["seeds-s1t5", "seeds-s1t5", "seeds-s2t5", "seeds-s2t5"])
    }

    @Test func labelled() throws {
        #expect(try page("tag", "rlef", "+good", "+late") == "rlef-7f3a: good late\n")
        #expect(try page("tag", "rlef", "-late", "+x") == "rlef-7f3a: good x\n")
        #expect(try page("tag", "rlef") == "rlef-7f3a: good x\n")
        #expect(try page("note", "rlef", "repairs \"its\" programs") == "rlef-7f3a: repairs \"its\" programs\n")
        #expect(try page("list", "tag=good").contains("good x"))
        #expect(try page("show", "rlef").contains("tags: good x\nnote: repairs \"its\" programs\n"))
        #expect(try run(["tag", "rlef", "good"]).status == 2)
    }

    @Test func removed() throws {
        let refused = try run(["rm", "rlef"])
        #expect(refused.status == 1)
        #expect(
            refused.errors
                == "assay: not removing rlef-7f3a: there is no terminal to ask at; say --yes to remove without being asked\n"
        )
        #expect(try page("rm", "rlef", "seeds-s1t3", "--yes").contains("removed rlef-7f3a, "))
        #expect(try !page("list").contains("rlef-7f3a"))
        #expect(try run(["rm", "broken", "rlef", "--yes"]).status == 1)
        let several = try run(["rm", "turns=5"])
        #expect(several.errors.hasPrefix("assay: not removing 3 runs (seeds-s1t5, seeds-s2t5, seeds-s3t5): "))
        #expect(try page("rm", "turns=5 and seed=2", "--yes").hasPrefix("removed seeds-s2t5, "))
        #expect(try page("list").contains("broken-c0de"), "a mistake in one name removes nothing")
    }

    private static let canMount: Bool = {
        guard geteuid() == 0 else { return false }
        let outcome = try? AssayProgram.run(
            ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"], at: URL(fileURLWithPath: "/usr/bin/unshare"))
        return outcome?.status == 0
    }()

    @Test(.enabled(if: canMount, "mounting takes root")) func aFolderThatCannotBeWritten() throws {
        let place = sample.folder.path
        let program = try AssayProgram.folder.appendingPathComponent("assay").path
        for _ in 0..<2 {
            let outcome = try AssayProgram.run(
                [
                    "--mount", "sh", "-c",
                    "mount --bind '\(place)' '\(place)' && mount -o remount,ro,bind '\(place)' && exec \"$0\" list turns=5",
                    program,
                ],
                runs: place, at: URL(fileURLWithPath: "/usr/bin/unshare"))
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("rlef-7f3a") && !outcome.output.contains("broken"))
            #expect(
                outcome.errors
                    == "assay: note: \(place) cannot be written (read-only file system); its index was made in memory for this time\n"
            )
        }
    }
}
