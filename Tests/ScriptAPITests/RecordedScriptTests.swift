import Foundation
import JSON
import RunStore
import ScriptAPI
import TestSupport
import Testing

/// A recorded script runs again from its record, whatever became of the files.
@Suite struct RecordedScriptTests {
    private static let script = """
        local lib = require "lib.words"
        local p = run.params { turns = 3, kl = 0.05, feedback = { "execution", choices = { "execution", "random" } }, best = 1/0 }
        print(lib.greeting, p.turns, p.kl, p.feedback, run.seed, math.random(1000000))
        """

    private func recorded(_ fixture: ScriptFixture) throws -> (record: RunReader, output: String) {
        try fixture.folder.write("return { greeting = \"hello\" }", to: "lib/words.lua")
        let ran = try fixture.run(Self.script, [("turns", "5"), ("kl", "1")], seed: 9)
        return (try #require(ran.record), ran.output)
    }

    @Test func theSourceAndParametersAreTheRecorded() throws {
        let fixture = try ScriptFixture()
        let (record, output) = try recorded(fixture)
        try fixture.folder.write("error 'today'", to: "script.lua")
        try fixture.folder.write("error 'today'", to: "lib/words.lua")
        let again = try fixture.run(again: record)
        #expect(again.output == output && output.hasPrefix("hello\t5\t1.0\texecution\t9\t"))
        let info = try #require(again.record?.info)
        #expect(info.parameters == record.info.parameters && info.seed == 9)
        #expect(info.rerunOf == record.info.id && info.workingDirectory == FileManager.default.currentDirectoryPath)
        #expect(info.sources == record.info.sources && info.sources.map(\.path) == ["script.lua", "lib/words.lua"])
        #expect(try again.record?.source("lib/words.lua") == record.source("lib/words.lua"))
    }

    @Test func theCommandLineSetsSomeAnew() throws {
        let fixture = try ScriptFixture()
        let again = try fixture.run(again: try recorded(fixture).record, [("kl", "0")])
        #expect(again.output.hasPrefix("hello\t5\t0.0\texecution\t9\t"))
        #expect(again.record?.info.parameters.first { $0.name == "kl" }?.value == .number(0))
    }

    @Test(arguments: ["script.lua", "lib/words.lua"]) func aChangedSourceIsRefused(_ path: String) throws {
        let fixture = try ScriptFixture()
        let record = try recorded(fixture).record
        try fixture.folder.write("return { greeting = 'forged' }", to: "runs/\(record.info.id)/source/\(path)")
        let error = #expect(throws: RecordedScriptError.self) { try RecordedScript(record) }
        #expect(error?.description.contains("source/\(path) was changed after the run") == true)
    }

    @Test(arguments: [
        (
            "\"default\":3", "\"default\":4",
            "the script declares turns with the default 3, and the recorded run with 4"
        ),
        ("\"turns\"", "\"budget\"", "the script declares turns, which the recorded run did not have"),
        ("\"value\":5", "\"value\":\"x\"", "the recorded run had turns=\"x\", which is no value for the default 3"),
    ]) func otherDeclarationsAreRefused(_ old: String, _ new: String, _ message: String) throws {
        let fixture = try ScriptFixture()
        let folder = try recorded(fixture).record.folder, file = URL(fileURLWithPath: folder + "/run.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains(old))
        try text.replacing(old, with: new).write(to: file, atomically: true, encoding: .utf8)
        let again = try fixture.run(again: try RunReader(folder: folder))
        #expect(again.misuse?.hasPrefix(message) == true, "\(again.misuse ?? "nothing refused")")
        #expect(again.record == nil)
    }

    @Test func whatLiesBesideTheScriptIsFoundThere() throws {
        let fixture = try ScriptFixture()
        for name in ["config.json", "tokenizer.json"] {
            let text = try String(contentsOfFile: Project.experiments + "/minicoder/" + name, encoding: .utf8)
            try fixture.folder.write(text, to: "shape/" + name)
        }
        let ran = try fixture.run("print(model.untrained(\"shape\").parameters)")
        let again = try fixture.run(again: try #require(ran.record))
        #expect(again.isCompleted && again.output == ran.output, "\(String(describing: again.error))")
    }
}
