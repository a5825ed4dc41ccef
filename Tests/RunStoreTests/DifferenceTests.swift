import Foundation
import JSON
import RunStore
import TestSupport
import Testing

@Suite struct DifferenceTests {
    private let folder = try! TemporaryFolder()

    @Test func linesAsDiffShowsThem() {
        let old = (1...20).map { "line \($0)\n" }.joined()
        let new = old.replacing("line 3\n", with: "line three\nand more\n").replacing("line 17\n", with: "")
        #expect(
            LineDifference.unified(old, new, from: "a", to: "b") == [
                "--- a", "+++ b", "@@ -1,6 +1,7 @@", " line 1", " line 2", "-line 3", "+line three", "+and more",
                " line 4",
                " line 5", " line 6", "@@ -14,7 +15,6 @@", " line 14", " line 15", " line 16", "-line 17", " line 18",
                " line 19",
                " line 20",
            ])
        #expect(LineDifference.unified(old, old, from: "a", to: "b") == [])
        #expect(LineDifference.unified("", "x\n", from: "a", to: "b") == ["--- a", "+++ b", "@@ -0,0 +1,1 @@", "+x"])
        #expect(LineDifference.unified("x\n", "", from: "a", to: "b") == ["--- a", "+++ b", "@@ -1,1 +0,0 @@", "-x"])
    }

    /// A difference is right when it turns the one text into the other.
    @Test func whatIsShownLeadsFromOneToTheOther() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            func text() -> [String] {
                (0..<Int.random(in: 0..<25, using: &random)).map { _ in "abc".randomElement()!.description }
            }
            let (old, new) = (text(), text())
            let joined = { (lines: [String]) in lines.map { $0 + "\n" }.joined() }
            let lines = try #require(LineDifference.unified(joined(old), joined(new), from: "a", to: "b"))
            #expect(applied(lines, to: old) == new, "\(old) \(new)")
        }
    }

    private func applied(_ difference: [String], to old: [String]) -> [String] {
        var (new, next): ([String], Int) = ([], 0)
        for line in difference.dropFirst(2) {
            if line.hasPrefix("@@") {
                let numbers = line.split { !$0.isNumber }.compactMap { Int($0) }
                let start = numbers[1] == 0 ? numbers[0] : numbers[0] - 1
                new += old[next..<start]
                next = start
                if new.count != (numbers[3] == 0 ? numbers[2] : numbers[2] - 1) { return ["wrong head \(line)"] }
            } else if line.hasPrefix("+") {
                new.append(String(line.dropFirst()))
            } else {
                if old[next] != line.dropFirst() { return ["wrong line \(line)"] }
                if line.hasPrefix(" ") { new.append(old[next]) }
                next += 1
            }
        }
        return new + old[next...]
    }

    @Test func longDifferencesAreNotSoughtFor() {
        let (old, new) = ((0..<3000).map { "\($0)\n" }.joined(), (0..<3000).map { "x\($0)\n" }.joined())
        #expect(LineDifference.unified(old, new, from: "a", to: "b") == nil)
        // Long texts that differ in little are compared.
        #expect(LineDifference.unified(old + "x\n" + old, old + "y\n" + old, from: "a", to: "b")?.count == 11)
    }

    private func run(_ turns: Int, rate: Double, script: String = "a.lua", source: String) throws -> RunReader {
        let run = try RunWriter.create(
            in: folder.path, info: RunInfo(script: script, seed: 1, commandLine: []), source: source,
            suffix: { _ in "\(turns)" })
        try run.update { info in
            info.parameters = [
                .init(name: "turns", value: .int(turns), defaultValue: 3, isSet: true),
                .init(name: "lr", value: 0.5, defaultValue: 0.5, isSet: false),
            ]
            info.provenance = ["assay": "1", "git": ["commit": .string("c\(turns)")]]
        }
        try run.source("lib/m.lua", "return 1\n")
        try run.log(step: 1, ["rate": .number(rate)])
        for policy in ["base", "trained"] {
            try run.row(
                table: "rates", ["policy": .string(policy), "n": 3, "rate": policy == "base" ? 0.5 : .number(rate)])
        }
        try run.finish(.completed)
        return try RunReader(folder: run.folder)
    }

    @Test func runsAreCompared() throws {
        let runs = [
            try run(3, rate: 0.25, source: "one\n"), try run(5, rate: 0.75, script: "b.lua", source: "two\n"),
        ]
        let differences = RunDifferences(runs)
        #expect(differences.parameters.map(\.name) == ["turns"] && differences.parameters[0].values == [3, 5])
        #expect(differences.environment.map(\.name) == ["script", "git.commit"])
        #expect(differences.metrics.map(\.values) == [[0.25, 0.75]])
        #expect(
            differences.sources.map(\.lines) == [["--- a-3/a.lua", "+++ b-5/b.lua", "@@ -1,1 +1,1 @@", "-one", "+two"]])
        #expect(
            differences.cells.map { $0.key.map(\.name) } == [["policy"]]
                && differences.cells[0].key[0].value == "trained")
        #expect(differences.cells.map(\.values) == [[0.25, 0.75]] && differences.cells[0].row == 2)
        #expect(differences.same == (2, 1, 1, 5))
        #expect(differences.problems.isEmpty)
    }

    /// Rows whose first columns are alike are told apart by as many as it takes.
    @Test func rowsAreToldApart() throws {
        let runs = try [3, 5].map { turns in
            let run = try RunWriter.create(
                in: folder.path, info: RunInfo(script: "t.lua", seed: 1, commandLine: []), source: "",
                suffix: { _ in "\(turns)" })
            for policy in ["base", "RLEF"] {
                for temperature in [1, 0.2] {
                    for feedback in ["execution", "random"] {
                        try run.row(
                            table: "rates",
                            [
                                "policy": .string(policy), "rate": .number(temperature * Double(turns)),
                                "temperature": .number(temperature), "feedback": .string(feedback), "n": 3,
                            ])
                    }
                }
            }
            try run.finish(.completed)
            return try RunReader(folder: run.folder)
        }
        let keys = RunDifferences(runs).cells.map(\.key)
        #expect(keys.count == 8 && Set(keys.map { $0.map(\.value) }).count == 8)
        #expect(keys[3].map(\.name) == ["policy", "temperature", "feedback"])
        #expect(keys[3].map(\.value) == ["base", 0.2, "random"])
    }

    @Test func aDamagedPartIsSaidToBeLeftOut() throws {
        let runs = [try run(3, rate: 1, source: "x\n"), try run(5, rate: 1, source: "x\n")]
        try folder.write("nonsense\n", to: "a-5/metrics.jsonl")
        let differences = RunDifferences(runs)
        #expect(differences.problems.count == 1 && differences.problems[0].contains("a-5/metrics.jsonl, line 1"))
        #expect(differences.metrics.map(\.values) == [[1.0, nil]])
    }
}
