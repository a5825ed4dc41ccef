import Foundation
import JSON
import LuaHost
import Rendering
import RunStore
import ScriptAPI
import Testing

/// A session, given its cells one at a time or all at once.
@Suite struct SessionTests {
    private final class Witness: SessionObserver {
        var events: [String] = []
        func observe(_ event: SessionEvent) {
            switch event {
            case .text(let text): events.append("text \(text)")
            case .table(let table):
                events.append("table \(table.name): \(table.rows.map { JSONValue.object($0).text })")
            case .plot(let plot): events.append("plot \(plot.title)")
            case .note(let text): events.append("note \(text)")
            case .warning(let sentence): events.append("warning \(sentence)")
            case .progress(let text): if let text { events.append("progress \(text.prefix(6))") }
            case .error(let error): events.append("error \(error.message)")
            }
        }
    }

    private static let script = """
        local greeting = "hello"
        print(greeting)
        -- %% Numbers
        local p, total = { n = 3 }, 0
        local function add(x) total = total + x return total end
        for i = 1, p.n do run.log { total = add(i), draw = math.random(1000) } end
        -- %% Play
        local problems = dataset.minicontests { test = 2 }
        local python = executor.python { cpu_seconds = 1, workers = 1 }
        local policy = \(Project.policy)
        run.row("rates", { who = greeting, total = total },
          environment.evaluate { policy = policy, problems = problems.test, executor = python,
            feedback = function(attempt) return attempt.problem .. add(1) end })
        run.plot { "totals", y = { 1, total } }
        -- %% End
        run.note("total is " .. total)
        print(python:run { source = "print(6 * 7)" }.stdout, math.random(1000))
        return { total = total, who = greeting }
        """

    /// The record's files, what clocks measured and the run's name apart.
    private func files(_ folder: String) throws -> [String: String] {
        var files: [String: String] = [:]
        for name in try #require(FileManager.default.enumerator(atPath: folder)).compactMap({ $0 as? String })
        where !name.hasPrefix("verdicts") && !name.hasPrefix("events") {
            guard let data = FileManager.default.contents(atPath: folder + "/" + name) else { continue }
            if name == "run.json" {
                var object = try #require(try JSONParser.parse(Array(data)).object)
                for key in ["id", "started", "ended", "command_line", "provenance"] { object[key] = nil }
                files[name] = JSONValue.object(object).text
            } else if name.hasSuffix(".jsonl") {
                // What a program used is measured by clocks, too.
                let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
                files[name] = lines.filter { !$0.contains("Executor:run") }.map {
                    $0.components(separatedBy: #","time":"#)[0]
                }.joined(separator: "\n")
            } else {
                files[name] = data.base64EncodedString()
            }
        }
        return files
    }

    @Test func cellsLeaveTheRecordOfTheWholeFile() throws {
        let fixture = try ScriptFixture()
        let whole = try fixture.run(Self.script)
        #expect(whole.isCompleted, "\(String(describing: whole.error))")
        let record = try #require(whole.record)
        let cells = try record.cells()
        #expect(cells.map(\.title) == ["", "Numbers", "Play", "End"])

        let witness = Witness()
        let session = try fixture.cells(observer: witness)
        for cell in cells { _ = try session.evaluate(cell.source).get() }
        guard case .completed = try session.end() else { throw CancellationError() }
        let found = try files(#require(session.recorded).folder), expected = try files(record.folder)
        #expect(Set(found.keys) == Set(expected.keys))
        for (name, text) in expected { #expect(found[name] == text, "\(name)") }
        #expect(record.info.result == ["total": 9, "who": "hello"] || record.info.result["who"] == "hello")
        #expect(witness.events.first == "text hello\n")
        #expect(witness.events.contains { $0.hasPrefix("table rates: ") } && witness.events.contains("plot totals"))
        #expect(witness.events.contains { $0.hasPrefix("note total is") } && witness.events.contains("progress evalua"))
    }

    @Test func aSessionGoesOnAfterAnError() throws {
        let fixture = try ScriptFixture(), witness = Witness()
        let session = try fixture.cells(observer: witness)
        _ = try session.evaluate("local x = 1\nrun.log { x = x }").get()
        #expect(throws: LuaScriptError.self) { try session.evaluate("local = 2").get() }
        let failed = try session.evaluate("local y = x + 1\nerror('here')")
        guard case .failure(let error) = failed else { throw CancellationError() }
        // The cell that is no Lua is no part of the script.
        #expect(error.message == "here" && error.line == 4)
        _ = try session.evaluate("run.log { x = y }").get()
        guard case .completed = try session.end() else { throw CancellationError() }
        let record = try RunReader(folder: #require(session.recorded).folder)
        #expect(try record.metrics().columns.first { $0.name == "x" }?.values == [1, 2])
        #expect(
            try record.source("script.lua")
                == "local x = 1\nrun.log { x = x }\nlocal y = x + 1\nerror('here')\nrun.log { x = y }")
        #expect(try record.cells().map(\.line) == [1, 3, 5])
        #expect(witness.events.count { $0.hasPrefix("error") } == 2)
    }

    @Test(arguments: [
        ("return 0.5", "0.5"), ("return { a = 1, b = 'x', c = true, d = { 1 } }", #"{"a":1,"b":"x","c":true}"#),
        ("run.row('t', { a = 1 }) run.row('u', { b = 2, c = { 1, 2 } })", #"{"b":2}"#), ("print 'x'", "null"),
        ("return print", "null"), ("run.row('t', { a = 1 }) return nil", #"{"a":1}"#),
    ]) func theResultIsWhatTheScriptReturnedOrItsLastRow(_ source: String, _ result: String) throws {
        let ran = try ScriptFixture().run(source)
        #expect(ran.record?.info.result.text == result)
    }

    @Test func whatFailsBeforeItsFirstCallLeavesNothing() throws {
        let fixture = try ScriptFixture()
        #expect(try fixture.run("print 'x'\n-- %% Two\nlocal x = nil + 1").record == nil)
        #expect(try fixture.run("local x = nil + 1\nrun.params { a = 1 }", [("a", "2")]).record == nil)
        #expect(try fixture.runCount == 0)
        // What was printed before the first call is kept, in its cell.
        let ran = try fixture.run("print 'a'\n-- %% Two\nprint 'b'\nrun.note 'c'\nerror 'd'")
        #expect(ran.status == .failed)
        #expect(try ran.record?.cells().map(\.items) == [[.printed("a\n")], [.printed("b\n"), .note("c")]])
    }
}
