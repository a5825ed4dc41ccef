import Foundation
import JSON
import RunStore
import TestSupport
import Testing

/// The record's part of going on with a run.
@Suite struct RestartPointTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func create() throws -> RunWriter {
        try RunWriter.create(
            in: folder.file("runs"), info: RunInfo(script: "script.lua", seed: 1, commandLine: []), source: "print(1)\n"
        )
    }

    /// A run that printed "one", made a restart point, printed "two", and was left.
    private func stopped() throws -> String {
        let writer = try create()
        try writer.print("one\n")
        try writer.call(["call": "a"], functions: [["function": "f"]])
        try writer.restartPoint(calls: 1, host: ["x": 1]) { state in
            try Data("state".utf8).write(to: URL(fileURLWithPath: state + "/1.safetensors"))
        }
        try writer.print("two\n")
        try writer.call(["call": "b"], functions: [["function": "g"]])
        return writer.folder
    }

    private func console(_ folder: String) throws -> String {
        try String(contentsOfFile: folder + "/console.log", encoding: .utf8)
    }

    @Test func theRecordIsCutOnlyWhenThePointIsReached() throws {
        let place = try stopped()
        let point = try #require(try RestartPoint.latest(of: place))
        #expect(point.calls == 1)
        #expect(point.host == ["x": 1])
        #expect(
            try JournaledCalls(of: place, upTo: point).calls == [
                ["call": "a", "inside": [["of": 1, "function": "f"]]]
            ])
        let writer = try RunWriter(resuming: place)
        writer.follow(to: point)
        try writer.print("one\n")
        #expect(try console(place) == "one\ntwo\n")
        try writer.goOn()
        #expect(try console(place) == "one\n")
        try writer.print("three\n")
        try writer.finish(.completed)
        #expect(try console(place) == "one\nthree\n")
        let run = try RunReader(folder: place)
        #expect(run.info.resumed.count == 1)
        // The calls stay.
        #expect(try run.calls().map(\.name) == ["a"])
        #expect(!FileManager.default.fileExists(atPath: place + "/resume"))
    }

    /// What a kill in the middle of a save leaves is gone once the run goes on.
    @Test func whatWasHalfWrittenIsRemoved() throws {
        let place = try stopped()
        let left = [
            "checkpoints/policy/model.safetensors.4711.partial", "checkpoints/next.partial/config.json",
            "run.json.12.partial",
        ]
        for name in left + ["checkpoints/policy/model.safetensors"] {
            let path = URL(fileURLWithPath: place + "/" + name)
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data([1]).write(to: path)
        }
        let writer = try RunWriter(resuming: place)
        writer.follow(to: try RestartPoint.latest(of: place))
        try writer.print("one\n")
        try writer.goOn()
        for name in left { #expect(!FileManager.default.fileExists(atPath: place + "/" + name), "\(name)") }
        #expect(!FileManager.default.fileExists(atPath: place + "/checkpoints/next.partial"))
        #expect(FileManager.default.fileExists(atPath: place + "/checkpoints/policy/model.safetensors"))
        // Nor does a save that begins again take over what was left in its place.
        try FileManager.default.createDirectory(
            atPath: place + "/checkpoints/new.partial", withIntermediateDirectories: true)
        try Data([1]).write(to: URL(fileURLWithPath: place + "/checkpoints/new.partial/old"))
        try writer.checkpoint("new") { try Data([2]).write(to: URL(fileURLWithPath: $0 + "/model")) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place + "/checkpoints/new") == ["model"])
    }

    @Test func whatDiffersIsRefusedAndNothingIsCut() throws {
        let place = try stopped()
        do {
            let writer = try RunWriter(resuming: place)
            writer.follow(to: try RestartPoint.latest(of: place))
            #expect { try writer.goOn() } throws: { "\($0)".contains("did not write all that cells.jsonl has") }
            #expect { try writer.print("uno\n") } throws: {
                "\($0)".contains("console.log gets \"uno\\n\" where it has \"one\"")
            }
        }
        #expect(try console(place) == "one\ntwo\n")
        #expect(try RunReader(folder: place).info.status == .killed)
    }

    /// Where there is no room for a point, the record goes on and the point before stays.
    @Test func aPointThatCannotBeMadeIsLeftOut() throws {
        struct Full: Error {}
        let place = try stopped()
        let writer = try RunWriter(resuming: place)
        writer.follow(to: try RestartPoint.latest(of: place))
        try writer.print("one\n")
        try writer.goOn()
        #expect(throws: RestartPointFailure.self) { try writer.restartPoint(calls: 2, host: [:]) { _ in throw Full() } }
        try writer.print("three\n")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: place + "/resume").sorted() == ["1", "functions.jsonl"])
        #expect(try console(place) == "one\nthree\n")
    }

    @Test func onlyTheLatestPointIsKept() throws {
        let writer = try create()
        for calls in 1...3 { try writer.restartPoint(calls: calls, host: [:]) { _ in } }
        #expect(try FileManager.default.contentsOfDirectory(atPath: writer.folder + "/resume") == ["3"])
    }

    /// A point that was being made when the process was killed is none.
    @Test func aPartialPointIsNone() throws {
        let place = try stopped()
        try FileManager.default.copyItem(atPath: place + "/resume/1", toPath: place + "/resume/9.partial")
        #expect(try RestartPoint.latest(of: place)?.calls == 1)
    }

    @Test func whoeverWritesTheRunIsNamed() throws {
        let writer = try create()
        #expect { try RunWriter(resuming: writer.folder) } throws: {
            "\($0)".contains("is being written by process \(getpid()) on ")
        }
        try writer.print("still mine\n")
        try writer.finish(.interrupted)
        let first = try RunWriter(resuming: writer.folder)
        #expect { try RunWriter(resuming: writer.folder) } throws: { "\($0)".contains("is being written by process") }
        withExtendedLifetime(first) {}
    }

    @Test(arguments: [
        (#""format": 2"#, #""format": 3"#, "another version of Assay wrote it"),
        (#""console.log""#, #""../../script.lua""#, "is no file of a record"),
        (#""console.log""#, #""run.json""#, "is no file of a record"),
        (#""console.log":4"#, #""console.log":-4"#, "has no size"),
        (#""calls": 1"#, #""calls": "one""#, "its \"calls\""),
        ("{", "[", "is no restart point"),
    ]) func aForgedPointIsRefused(_ old: String, _ new: String, _ message: String) throws {
        let path = try stopped() + "/resume/1/point.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try #require(text.contains(old), "\(text)")
        try text.replacing(old, with: new, maxReplacements: 1).write(toFile: path, atomically: true, encoding: .utf8)
        #expect { try RestartPoint.latest(of: runFolder(path)) } throws: { "\($0)".contains(message) }
    }

    /// The run's folder, from the path of its point.
    private func runFolder(_ path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .path
    }

    @Test func aJournalThatLacksCallsIsRefused() throws {
        let place = try stopped()
        let point = try RestartPoint.latest(of: place)
        try Data().write(to: URL(fileURLWithPath: place + "/calls.jsonl"))
        #expect { try JournaledCalls(of: place, upTo: point) } throws: { "\($0)".contains("fewer than the 1") }
    }

    @Test func aRecordThatLacksBytesIsRefused() throws {
        let place = try stopped()
        try Data("on".utf8).write(to: URL(fileURLWithPath: place + "/console.log"))
        let writer = try RunWriter(resuming: place)
        writer.follow(to: try RestartPoint.latest(of: place))
        #expect { try writer.print("one\n") } throws: { "\($0)".contains("has 2 bytes, fewer than the 4") }
    }
}
