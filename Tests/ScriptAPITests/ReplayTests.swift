import Replay
import Environments
import Foundation
import JSON
import LuaHost
import Rollouts
import RunStore
import ScriptAPI
import TestSupport
import Testing

/// What a record says must follow from what was sampled, and what was forged must be found.
@Suite struct ReplayTests {
    private static func script(_ options: String) -> String {
        """
        local problems, python = dataset.minicontests { test = 5 }, executor.python { cpu_seconds = 5, workers = 2 }
        local policy = \(Project.policy)
        local env = environment.code { problems = problems.train, executor = python, \(options) }
        for update in trainer.ppo({ policy = policy, environment = env, episodes = 6 }):updates(2) do run.log(update) end
        run.row("rates", environment.evaluate {
          policy = policy, problems = problems.test, executor = python, samples = 2, independent = 1, feedback = "random",
          name = "final", report = { "2@6", "independent pass@1" } })
        """
    }

    private func record(_ options: String = "turns = 3") throws -> (fixture: ScriptFixture, run: RunReader) {
        let fixture = try ScriptFixture()
        let ran = try fixture.run(Self.script(options))
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        return (fixture, try #require(ran.record))
    }

    /// A copy of a run in which something is other than it was.
    private func forge(
        _ run: RunReader, in folder: TemporaryFolder, episode change: (inout RecordedEpisode) -> Void = { _ in },
        metrics: (inout JSONObject) -> Void = { _ in }, row: (inout JSONObject) -> Void = { _ in },
        environment settle: (inout JSONObject) -> Void = { _ in }, call: (inout JSONObject) -> Void = { _ in },
        keepsEnvironments: Bool = true, keepsCalls: Bool = true
    ) throws -> RunReader {
        let writer = try RunWriter.create(
            in: folder.file("forged"), info: RunInfo(script: run.info.script, seed: 1, commandLine: []),
            source: try run.source("script.lua"))
        for var settings in run.info.environments where keepsEnvironments {
            settle(&settings)
            _ = try writer.environment(settings)
        }
        try run.episodes().forEach { episode in
            var episode = episode
            change(&episode)
            try writer.episodes(
                [episode.episode], origin: episode.origin, environment: keepsEnvironments ? episode.environment : nil)
        }
        try run.forEachMetricLine { line, _ in
            var values = line
            (values["step"], values["time"]) = (nil, nil)
            metrics(&values)
            try writer.log(step: try #require(line["step"]?.int), values)
        }
        for line in try run.table("rates").objects {
            var line = line
            row(&line)
            try writer.row(table: "rates", line)
        }
        for recorded in keepsCalls ? try run.calls() : [] {
            var json = recorded.json
            call(&json)
            try writer.call(json)
        }
        for origin in keepsCalls ? try run.origins() : [] {
            switch origin.place {
            case .metrics(let line): try writer.origin(metrics: line, call: origin.call, names: origin.names)
            case .row(let table, let row):
                try writer.origin(row: row, of: table, call: origin.call, names: origin.names)
            }
        }
        try writer.finish(.completed)
        return try RunReader(folder: writer.folder)
    }

    @Test(arguments: ["execution", "random", "none"]) func aTrueRecordFollows(_ feedback: String) throws {
        let (kept, run) = try record("feedback = \"\(feedback)\", reward = { pass = 2, invalid = -0.5 }")
        defer { withExtendedLifetime(kept) {} }
        let report = try RunReplay(run).check()
        #expect(report.isConsistent, "\(report.findings)")
        #expect(report.episodes == 32 && report.programs > 20 && report.steps == 2 && report.rows == 1)
        #expect(report.notCovered.count == 1)
    }

    @Test func forgeriesAreFoundAndNamed() throws {
        let (kept, run) = try record()
        defer { withExtendedLifetime(kept) {} }
        let folder = try TemporaryFolder()
        func findings(_ forged: RunReader) throws -> [String] {
            try RunReplay(forged).check().findings.map { "\($0.place): \($0.what)" }
        }
        #expect(try findings(forge(run, in: folder)) == [])

        let reward = try forge(
            run, in: folder,
            episode: { episode in
                guard episode.origin == .update(2), episode.index == 3 else { return }
                episode.episode.turns[episode.episode.turns.count - 1].reward += 0.5
            })
        let paid = try RunReplay(reward).check()
        #expect(paid.findingCount == 1)
        let unpaid = try #require(paid.findings.first)
        #expect(unpaid.what == "reward")
        #expect(unpaid.place.hasPrefix("update 2, episode 3, turn "))

        var wasAccepted = false
        let verdict = try forge(
            run, in: folder,
            episode: { episode in
                guard episode.origin == .update(1), episode.index == 2 else { return }
                wasAccepted = episode.episode.turns[0].verdict == .accepted
                episode.episode.turns[0].verdict = wasAccepted ? .wrongAnswer : .accepted
            })
        #expect(try findings(verdict).first == "update 1, episode 2, turn 1: verdict")

        let program = try forge(
            run, in: folder,
            episode: { episode in
                guard episode.origin == .evaluation("final"), episode.index == 7 else { return }
                episode.episode.turns[0].program = "print(1)\n"
            })
        #expect(try findings(program) == ["evaluation \"final\", episode 7, turn 1: program"])

        let solved = try forge(
            run, in: folder,
            episode: { episode in
                if episode.origin == .update(1), episode.index == 1 { episode.episode.solved.toggle() }
            })
        #expect(try findings(solved) == ["update 1, episode 1: solved"])

        let told = try forge(
            run, in: folder,
            episode: { episode in
                guard let turn = episode.episode.turns.firstIndex(where: { $0.feedback != nil }) else { return }
                episode.episode.turns[turn].feedback! += "!"
            })
        #expect(try findings(told).allSatisfy { $0.hasSuffix(": feedback") } && !findings(told).isEmpty)

        let metric = try forge(run, in: folder, metrics: { $0["solve_rate"] = 0.123 })
        #expect(
            try findings(metric) == [
                "line 1 of the metrics: solve_rate", "line 2 of the metrics: solve_rate",
            ])
        let row = try forge(run, in: folder, row: { $0["1@2"] = 0.99 })
        #expect(try findings(row) == ["table \"rates\", row 1: 1@2"])
        let rate = try forge(run, in: folder, row: { $0["2@6 95%"] = [0, 0.1] })
        #expect(try findings(rate) == ["table \"rates\", row 1: 2@6 95%"])
        let result = try forge(
            run, in: folder,
            call: { call in
                guard call["call"] == "environment.evaluate", var result = call["result"]?.object else { return }
                result["1@2"] = 0.99
                call["result"] = .object(result)
            })
        #expect(
            try findings(result).map { $0.replacing(/call [0-9]+/, with: "call N") } == [
                "call N (environment.evaluate): 1@2"
            ])
        // What needs the model must at least be what its call gave.
        let loss = try forge(run, in: folder, metrics: { $0["policy_loss"] = 0.123 })
        #expect(try findings(loss).count == 2)
    }

    /// The script's own functions are called again, with what they remember from call to call.
    @Test func functionsOfTheScriptAreCalledAgain() throws {
        let (kept, run) = try record(
            """
            reward = (function() local n = 0 return function(e) n = n + 1 return #e.turns + n / 100 end end)(),
            feedback = function(a) return 'no ' .. a.turn .. (a.verdict or '') end, checker = function(t) return t.output == t.expected end
            """)
        defer { withExtendedLifetime(kept) {} }
        let report = try RunReplay(run).check()
        #expect(report.isConsistent && report.episodes == 32 && report.rows == 1, "\(report.findings)")
        #expect(report.notCovered.count == 1, "\(report.notCovered)")
        let forged = try forge(
            run, in: kept.folder,
            episode: { episode in
                guard episode.origin == .update(2), episode.index == 1 else { return }
                episode.episode.turns[0].reward += 0.25
            })
        let findings = try RunReplay(forged).check().findings
        #expect(
            findings.first?.what == "reward" && findings.first?.place == "update 2, episode 1, turn 1", "\(findings)")
    }

    @Test func whatTheRecordDoesNotSayIsNotCovered() throws {
        let (kept, run) = try record("turns = 1")
        defer { withExtendedLifetime(kept) {} }
        let unknown = try RunReplay(forge(run, in: kept.folder, keepsEnvironments: false)).check()
        #expect(unknown.isEmpty && unknown.notCovered.contains { $0.contains("does not say which environment") })
        let old = try RunReplay(forge(run, in: kept.folder, keepsCalls: false)).check()
        #expect(old.isConsistent && old.episodes == 32 && old.steps == 0 && old.rows == 0)
        #expect(old.notCovered.contains { $0.contains("older than calls.jsonl") })
    }

    @Test func rowsOfTheScriptsOwnAreSaidToBeUnchecked() throws {
        let ran = try ScriptFixture().run("executor.python { workers = 1 } run.row('mine', { x = 1 })")
        let report = try RunReplay(#require(ran.record)).check()
        #expect(report.rows == 0)
        #expect(report.notCovered.contains { $0.contains("1 of 1 rows of tables") })
        #expect(report.notCovered.contains("no row of a table was checked"))
    }

    /// A record from elsewhere cannot have its programs run outside of the sandbox.
    @Test func programsAreIsolatedWhateverTheRecordSays() throws {
        let (kept, run) = try record("turns = 1")
        defer { withExtendedLifetime(kept) {} }
        let forged = try forge(
            run, in: kept.folder,
            episode: { recorded in
                // Where the record does not say why an answer ended, its program is taken as recorded.
                recorded.episode.turns[0].stop = nil
                recorded.episode.turns[0].program =
                    "try: open('/etc/passwd'); print('seen')\nexcept OSError: print('hidden')"
            },
            environment: { settings in
                var executor = settings["executor"]?.object ?? [:]
                executor["isolation"] = "none"
                settings["executor"] = .object(executor)
            })
        let replayed = try #require(try RunReplay(forged).episode(1, of: .update(1))?.replayed)
        #expect(replayed.judgements[0]?.outcomes.first?.output == "hidden\n")
    }

    /// Records from before answers said why they ended, and from when random feedback came from the same batch.
    @Test func olderRecordsAreReplayed() throws {
        let (kept, run) = try record("feedback = \"random\"")
        let turn = try #require(
            run.episodes().episode(1, of: .update(1))?.episode.turns.first { $0.stop == .end })
        let markers: JSONValue = [
            "user": .int(Int(turn.prompt[0])), "assistant": .int(Int(turn.prompt[turn.prompt.count - 1])),
            "end": .int(Int(turn.answer[turn.answer.count - 1])),
        ]
        func old(_ change: (inout RecordedEpisode) -> Void = { _ in }) throws -> ReplayReport {
            let forged = try forge(
                run, in: kept.folder,
                episode: { recorded in
                    for index in recorded.episode.turns.indices { recorded.episode.turns[index].stop = nil }
                    change(&recorded)
                },
                environment: { settings in (settings["markers"], settings["random_from"]) = (markers, nil) })
            return try RunReplay(forged).check()
        }
        let report = try old()
        #expect(report.isConsistent && report.episodes == 32, "\(report.findings)")
        #expect(report.notCovered.contains { $0.contains("rule of an earlier version") })
        let forged = try old { recorded in
            if recorded.origin == .update(1), recorded.index == 1 { recorded.episode.turns[0].program = "print(1)\n" }
        }
        #expect(forged.findings.map(\.what) == ["program"])
    }

    @Test func anotherRewardIsPaid() throws {
        let (fixture, run) = try record("turns = 2")
        try fixture.folder.write("return function(e) return 10 * #e.turns end", to: "lib/by-turns.lua")
        let report = try RunReplay(run).payments(under: fixture.folder.file("lib/by-turns.lua"))
        #expect(report.lines.map(\.name) == ["updates 1 to 2", "evaluation \"final\""])
        #expect(report.lines.map(\.episodes) == [12, 10] && report.lines.map(\.changed) == [12, 10])
        var (turns, count) = (0, 0)
        try run.episodes().forEach { episode in
            guard case .update = episode.origin else { return }
            (turns, count) = (turns + episode.episode.turns.count, count + 1)
        }
        let line = report.lines[0]
        #expect(abs(line.paid[0] - 10 * Double(turns) / Double(count)) < 1e-12)
        #expect(line.paid[1] <= line.paid[0] && line.paid[0] <= line.paid[2])

        try fixture.folder.write("return 7", to: "bad.lua")
        try fixture.folder.write("return function(e)\n  return e.x.y\nend", to: "worse.lua")
        let refused = #expect(throws: NoRewardError.self) {
            try RunReplay(run).payments(under: fixture.folder.file("bad.lua"))
        }
        #expect(
            refused?.description
                == "\(fixture.folder.file("bad.lua")) gives no reward: it must return a function, not the number 7; "
                + "e.g. return function(e) return e.solved and 1 or -1 end")
        let error = #expect(throws: LuaScriptError.self) {
            try RunReplay(run).payments(under: fixture.folder.file("worse.lua"))
        }
        // The user's own lines, and none of what calls them.
        #expect(error?.screen().contains("replay.pay") == false)
        #expect(error?.line == 2 && error?.file?.hasSuffix("worse.lua") == true, "\(error as Any)")
        #expect(throws: ScriptFileError.self) { try RunReplay(run).payments(under: fixture.folder.file("no.lua")) }
    }

    @Test func otherMessagesAreCounted() throws {
        let (kept, run) = try record()
        defer { withExtendedLifetime(kept) {} }
        let none = try RunReplay(run).messages(under: "none")
        #expect(none.messages > 0 && none.changed > 0 && none.changedEpisodes > 0)
        #expect(none.first?.told == "Wrong answer.\n")
        let random = try RunReplay(run).messages(under: "random")
        #expect(random.messages > 0 && random.notCovered.count == 1)
        #expect(throws: UnknownFeedback.self) { try RunReplay(run).messages(under: "nothing") }
    }

    @Test func oneEpisodeIsShownWithItsExecutions() throws {
        let (kept, run) = try record()
        defer { withExtendedLifetime(kept) {} }
        let found = try #require(try RunReplay(run).episode(2, of: .evaluation("final")))
        #expect(found.recorded.index == 2 && found.report.isConsistent, "\(found.report.findings)")
        let replayed = try #require(found.replayed)
        #expect(replayed.judgements.count == found.recorded.episode.turns.count)
        #expect(try RunReplay(run).episode(99, of: .update(1)) == nil)
        #expect(try RunReplay(run).episode(6, of: .samples("final", .independent)) == nil)
        // What it was told came from the update before.
        let (other, random) = try record("feedback = \"random\"")
        defer { withExtendedLifetime(other) {} }
        for number in 1...6 {
            let replayed = try #require(try RunReplay(random).episode(number, of: .update(2)))
            #expect(replayed.report.isConsistent && replayed.replayed != nil, "\(replayed.report.findings)")
        }
    }
}
