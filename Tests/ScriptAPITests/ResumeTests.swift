import Foundation
import JSON
import LuaHost
import Rollouts
import RunStore
import ScriptAPI
import TestSupport
import Testing

/// Runs that were stopped go on as if they had not been.
@Suite struct ResumeTests {
    /// Every kind of call and of state, and random numbers, printed lines, tables and files between them.
    private static let script = """
        local p = run.params { updates = 3 }
        print("started", math.random(1000))
        local problems, python = dataset.minicontests { test = 4 }, executor.python { cpu_seconds = 1 }
        local policy = \(Project.policy)
        -- %% Imitate
        local sft = trainer.sft { policy = policy }
        for report in sft:pass { corpus = dataset.conversations { recipe = "skill", count = 60 }, every = 2 } do
          run.log(report)
          print("imitated")
        end
        local before = policy:copy()
        -- %% Train
        local calls = 0
        local env = environment.code {
          problems = problems.train, executor = python, turns = 2, feedback = "random",
          reward = function(episode) calls = calls + 1 return calls / 100 + (episode.solved and 1 or 0) end,
        }
        local ppo = trainer.ppo { policy = policy, environment = env, episodes = 4, critic = "separate" }
        for update in ppo:updates(p.updates) do
          run.log(update)
          run.row("draws", { update = update.step, draw = math.random(1000), calls = calls })
          print("update", update.step)
        end
        run.plot { "draws", y = { 1, 2, calls } }
        policy:save "trained"
        -- %% Imitate what worked
        local plain = environment.code {
          problems = problems.train, executor = python, turns = 2, reward = function() calls = calls + 1 return calls end,
        }
        local played = plain:play { policy = policy, count = 6, name = "tried" }
        print("played", #played, played[1].problem, #played[6].turns, calls)
        local again = trainer.sft { policy = policy, episodes = played, keep = function(e) return e.index % 2 == 1 end }
        for report in again:pass { learning_rate = 1e-4, every = 1 } do
          run.log(report)
          print("imitated again", report.step)
        end
        -- %% Evaluate
        local ok, problem = pcall(environment.evaluate, { policy = policy, problems = problems.test, executor = python, window = 0 })
        print(ok, #problem > 0)
        for _, who in ipairs { before, policy } do
          run.row("rates", environment.evaluate { policy = who, problems = problems.test, executor = python, feedback = "random" })
          print("evaluated")
        end
        run.note("done")
        print("ended", math.random(1000))
        for i = 1, 1e6 do end
        """

    /// The record's files by name, what clocks measured apart.
    private func files(_ folder: String) throws -> [String: String] {
        var files: [String: String] = [:]
        let names = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        for name in names where !name.hasPrefix("run.") && !name.hasPrefix("verdicts") && !name.hasPrefix("events") {
            guard let data = FileManager.default.contents(atPath: folder + "/" + name) else { continue }
            let text = String(decoding: data, as: UTF8.self)
            // Time comes last in a line.
            files[name] =
                name.hasSuffix(".jsonl")
                ? text.split(separator: "\n").map { $0.components(separatedBy: #","time":"#)[0] }.joined(
                    separator: "\n")
                : name.hasSuffix(".zst") || name.hasSuffix(".safetensors") ? data.base64EncodedString() : text
        }
        return files
    }

    @Test func theBitsAreThoseOfARunThatWasNotStopped() throws {
        let whole = try ScriptFixture().run(Self.script, interval: 0)
        #expect(whole.isCompleted, "\(String(describing: whole.error))")
        let expected = try files(#require(whole.record).folder)
        #expect(expected["checkpoints/trained/model.safetensors"] != nil)
        #expect(expected.keys.allSatisfy { !$0.hasPrefix("resume") })
        for (line, interval) in [
            ("started", 0.0), ("imitated", 0), ("update\t2", 0), ("update\t3", 1e9), ("played", 0),
            ("imitated again", 0), ("evaluated", 0), ("ended", 0),
        ] {
            let fixture = try ScriptFixture()
            let interrupt = Interrupt()
            let stopped = try fixture.run(
                Self.script, interval: interval, interrupt: interrupt,
                printed: { if $0.hasPrefix(line) { interrupt.request() } })
            #expect(stopped.status == .interrupted)
            let resumed = try fixture.resume(#require(stopped.record))
            #expect(resumed.isCompleted, "\(line): \(String(describing: resumed.error))")
            #expect(resumed.record?.info.resumed.count == 1)
            #expect(resumed.record?.info.id == stopped.record?.info.id)
            let found = try files(#require(resumed.record).folder)
            for name in Set(found.keys).union(expected.keys).sorted() {
                #expect(found[name] == expected[name], "\(name) after a stop at \(line)")
            }
            // Nothing is said twice that came before the restart point: the terminal has it already.
            if line != "started", interval == 0 { #expect(!resumed.output.contains("started")) }
        }
    }

    @Test func aRunMayBeStoppedTwice() throws {
        let fixture = try ScriptFixture()
        let script = "for i = 1, 4 do print(i, os.clock() >= 0) end run.log { x = 1 }"
        var record: RunReader?
        for stop in ["1", "3"] {
            let interrupt = Interrupt()
            let stopping = { (text: String) in if text.hasPrefix(stop) { interrupt.request() } }
            let ran =
                if let record { try fixture.resume(record, interrupt: interrupt, printed: stopping) } else {
                    try fixture.run(script, interval: 0, interrupt: interrupt, printed: stopping)
                }
            #expect(ran.status == .interrupted)
            record = ran.record
        }
        let last = try fixture.resume(#require(record))
        #expect(last.isCompleted)
        let folder = try #require(last.record).folder
        let console = try #require(FileManager.default.contents(atPath: folder + "/console.log"))
        #expect(String(decoding: console, as: UTF8.self) == "1\ttrue\n2\ttrue\n3\ttrue\n4\ttrue\n")
        #expect(last.record?.info.resumed.count == 2)
    }

    /// A restart point after each batch: no model has changed, so that it costs little.
    @Test func aStopWithinAnEvaluationLosesOneBatch() throws {
        let script = """
            local problems, python = dataset.minicontests { test = 4 }, executor.python { cpu_seconds = 1, workers = 1 }
            local said = 0
            run.row("rates", environment.evaluate { policy = \(Project.policy), problems = problems.test, executor = python,
              samples = 4, independent = 2, window = 1, feedback = function(attempt)
                said = said + 1
                print("told", said)
                return "again " .. said
              end })
            print(said)
            """
        let whole = try ScriptFixture().run(script, interval: 1e9)
        #expect(whole.isCompleted, "\(String(describing: whole.error))")
        let record = try #require(whole.record), batches = try record.calls().filter { $0.name.hasSuffix(":batch") }
        #expect(try batches.count == 6 && record.episodes().count == 24)
        let told = whole.output.components(separatedBy: "told\t").count - 1
        // Well within the last of the four samples.
        let (fixture, interrupt) = (try ScriptFixture(), Interrupt())
        let stopped = try fixture.run(
            script, interval: 1e9, interrupt: interrupt, printed: { if $0 == "told\t\(told)\n" { interrupt.request() } }
        )
        #expect(stopped.status == .interrupted)
        let kept = try #require(stopped.record)
        let point = try #require(try RestartPoint.latest(of: kept.folder))
        #expect(try kept.calls().prefix(point.calls).filter { $0.name.hasSuffix(":batch") }.count == 3)
        let resumed = try fixture.resume(#require(stopped.record))
        #expect(resumed.isCompleted, "\(String(describing: resumed.error))")
        let (found, expected) = (try files(#require(resumed.record).folder), try files(record.folder))
        for name in Set(found.keys).union(expected.keys).sorted() { #expect(found[name] == expected[name], "\(name)") }
    }

    private final class Warnings: SessionObserver {
        var sentences: [String] = []
        func observe(_ event: SessionEvent) {
            if case .warning(let sentence) = event { sentences.append(sentence) }
        }
    }

    /// The record fits on the disk, and the state of the optimizer does not.
    @Test func aRestartPointWithoutRoomIsLeftOut() throws {
        let script = try TemporaryFolder()
        try script.write(
            """
            local sft = trainer.sft { policy = \(Project.policy) }
            for report in sft:pass { corpus = dataset.conversations { recipe = "skill", count = 60 }, every = 1 } do run.log(report) end
            """, to: "script.lua")
        try TemporaryFolder.onSmallDisk(bytes: 512 << 10) { disk in
            var run = Session.NewRun(.file(script.file("script.lua")), seed: 1, runs: disk.file("runs"))
            run.restartInterval = 0
            let warnings = Warnings(), session = try Session(.new(run), observer: warnings)
            guard case .completed = try session.perform() else {
                Issue.record("it did not complete")
                return
            }
            #expect(warnings.sentences.count == 1)
            #expect(
                warnings.sentences.first?.hasPrefix("no restart point can be made: ") == true, "\(warnings.sentences)")
            #expect(try RunReader(folder: #require(session.recorded).folder).metrics().count > 1)
        }
    }

    @Test func aRunThatHasCompletedIsNotResumed() throws {
        let fixture = try ScriptFixture()
        let ran = try fixture.run("print(1)")
        #expect { try fixture.resume(#require(ran.record)) } throws: { "\($0)".contains("nothing to resume") }
    }

    @Test func aChangedSourceIsRefused() throws {
        let fixture = try ScriptFixture()
        let interrupt = Interrupt()
        let ran = try fixture.run(
            "print(os.clock() >= 0)\nprint(2)", interval: 0, interrupt: interrupt, printed: { _ in interrupt.request() }
        )
        let record = try #require(ran.record)
        try "print(os.clock() >= 0)\nprint(3)".write(
            toFile: record.folder + "/source/script.lua", atomically: true, encoding: .utf8)
        #expect(throws: (any Error).self) { try fixture.resume(record) }
    }

    /// A script whose calls are not those of the journal is refused at its line, and the record stays as it is.
    @Test(arguments: [
        (#""call":"os.clock""#, #""call":"os.time""#, "calls os.clock() where it had called os.time()"),
        (#""update":1,"#, #""update":7,"#, "draws.jsonl gets"),
    ]) func aDivergenceIsNamedAtItsLine(_ old: String, _ new: String, _ message: String) throws {
        let fixture = try ScriptFixture()
        let interrupt = Interrupt()
        let script =
            "local t = os.clock()\nrun.row('draws', { update = 1, x = 2 })\nos.clock()\nprint(3)\nfor i = 1, 1e6 do end"
        let ran = try fixture.run(
            script, interval: 0, interrupt: interrupt, printed: { _ in interrupt.request() })
        #expect(ran.status == .interrupted)
        let record = try #require(ran.record)
        let forged = old.contains("call") ? "/calls.jsonl" : "/tables/draws.jsonl"
        let text = try String(contentsOfFile: record.folder + forged, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacing(old, with: new, maxReplacements: 1).write(
            toFile: record.folder + forged, atomically: true, encoding: .utf8)
        let before = try files(record.folder)
        let resumed = try fixture.resume(record)
        let error = try #require(resumed.error)
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.line == (old.contains("call") ? 1 : 2))
        #expect(try files(record.folder) == before)
        #expect(try RunReader(folder: record.folder).info.status == .interrupted)
    }
}
