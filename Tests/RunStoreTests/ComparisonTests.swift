import Foundation
import JSON
import Rendering
import Rollouts
import RunStore
import TestSupport
import Testing

/// Two runs are the same when every bit is, and the first bit that is not is named.
@Suite struct ComparisonTests {
    /// What a made-up run may have otherwise.
    private struct Run {
        var loss = 0.1
        var rows: [JSONObject] = [["a": 1, "b": 0.5]]
        var episodes = (1...4).map { Make.episode($0) }
        var artifact: [UInt8] = [1, 2, 3]
        var plot = 2.0
        var weights: [UInt8] = Array(repeating: 7, count: 3000)
        var status = RunStatus.completed
        var provenance: JSONObject = ["libtorch": "2.13.0", "kernels": "avx512"]
        var level = "bitwise"

        func record(in folder: TemporaryFolder) throws -> RunReader {
            let run = try Make.run(in: folder)
            try run.update { info in
                info.determinism = .init(level: level, reason: "the script read the clock")
                info.provenance = provenance
            }
            for step in 1...3 {
                let values: JSONObject = ["loss": .number(step == 2 ? loss : 1), "note": "x"]
                try run.log(step: step, values, time: ["seconds": .number(.random(in: 0...1))])
            }
            for row in rows { try run.row(table: "rates", row) }
            try run.episodes(episodes, origin: .update(1))
            try run.artifact("data", artifact)
            try run.plot("p", Plot(title: "p", series: [.init(name: "p", x: [1, 2], y: [1, plot])]))
            try run.checkpoint("last") { folder in
                try Data(weights).write(to: URL(fileURLWithPath: folder + "/model.safetensors"))
            }
            if status != .running { try run.finish(status) }
            return try RunReader(folder: run.folder)
        }
    }

    private func verdict(_ new: Run, of old: Run = Run()) throws -> RerunVerdict {
        let folder = try TemporaryFolder()
        return try RerunVerdict(of: old.record(in: folder), by: new.record(in: folder))
    }

    @Test func theSame() throws {
        let verdict = try self.verdict(Run())
        #expect(verdict.kind == .identical && verdict.comparison.isSame && verdict.notes.isEmpty)
        #expect(
            verdict.comparison.summary == "3 steps, 1 row of tables, 4 episodes, 1 artifact, 1 plot, 1 checkpoint")
    }

    /// Records from before problems had clusters name none.
    @Test func aClusterThatOneRecordDoesNotNameIsNoDifference() throws {
        var (named, other) = (Run(), Run())
        for index in named.episodes.indices {
            named.episodes[index].problem.cluster = "contest"
            other.episodes[index].problem.cluster = "another"
        }
        #expect(try verdict(named).kind == .identical)
        #expect(try verdict(other, of: named).kind == .differs)
    }

    @Test func oneBitOfEachKind() throws {
        var runs: [(section: String, place: String, run: Run)] = []
        func add(_ section: String, _ place: String, _ change: (inout Run) -> Void) {
            var run = Run()
            change(&run)
            runs.append((section, place, run))
        }
        add("steps", "step 2, loss") { $0.loss = 0.1.nextUp }
        add("steps", "step 2, loss") { $0.loss = .nan }
        add("rows of tables", "table \"rates\", row 1, b") { $0.rows = [["a": 1, "b": .number(0.5.nextDown)]] }
        add("rows of tables", "table \"rates\", row 1, a") { $0.rows = [["a": 1.0, "b": 0.5]] }
        add("rows of tables", "table \"rates\", row 2") { $0.rows.append(["a": 1]) }
        add("episodes", "update 1, episode 3, turn 1, log_probs[1]") {
            $0.episodes[2].turns[0].logProbs[1] = $0.episodes[2].turns[0].logProbs[1].nextUp
        }
        add("episodes", "update 1, episode 2, turn 2, answer[0]") { $0.episodes[1].turns[1].answer[0] ^= 1 }
        add("episodes", "update 1, episode 2, reward") { $0.episodes[1].turns[0].reward = (-0.2).nextUp }
        add("episodes", "update 1, episode 1, turn 1, program") { $0.episodes[0].turns[0].program = "print(2)\n" }
        add("episodes", "update 1, episode 1, turn 1, verdict") { $0.episodes[0].turns[0].verdict = .accepted }
        add("episodes", "update 1, episode 1, turn 1, feedback") { $0.episodes[0].turns[0].feedback = nil }
        add("episodes", "update 1, episode 4") { $0.episodes.removeLast() }
        add("artifacts", "artifact \"data\", byte 1") { $0.artifact[1] ^= 1 }
        add("artifacts", "artifact \"data\", length") { $0.artifact.append(0) }
        add("plots", "plot \"p.json\", byte") { $0.plot = 2.0.nextUp }
        add("checkpoints", "checkpoint \"last\", model.safetensors, byte 2999") { $0.weights[2999] ^= 1 }
        add("results", "how it ended") { $0.status = .failed }
        for (section, place, run) in runs {
            let verdict = try self.verdict(run)
            #expect(verdict.kind == .differs, "\(place)")
            let first = verdict.comparison.differences.first
            #expect(
                first?.section.name == section && first?.difference.place.hasPrefix(place) == true, "\(first as Any)")
            #expect(verdict.comparison.differences.count == 1, "\(place): \(verdict.comparison.differences)")
        }
    }

    @Test func valuesAreShownAsTheyAre() throws {
        var run = Run()
        run.loss = -0.0
        var old = Run()
        old.loss = 0.0
        let first = try #require(try verdict(run, of: old).comparison.differences.first)
        #expect(first.difference.old == "0.0" && first.difference.new == "-0.0" && first.section.differing == 1)
    }

    @Test func nanIsTheSameAsNaN() throws {
        var run = Run()
        run.loss = .nan
        #expect(try verdict(run, of: run).kind == .identical)
    }

    @Test func missingFiles() throws {
        for name in ["metrics.jsonl", "tables/rates.jsonl", "episodes.jsonl.zst", "artifacts/data", "plots/p.json"] {
            let folder = try TemporaryFolder()
            let (old, new) = (try Run().record(in: folder), try Run().record(in: folder))
            try FileManager.default.removeItem(atPath: new.folder + "/" + name)
            let verdict = try RerunVerdict(of: old, by: new)
            #expect(verdict.kind == .differs, "\(name)")
            let difference = verdict.comparison.differences.first?.difference
            #expect(difference?.old == "there" && difference?.new == nil, "\(name): \(difference as Any)")
        }
    }

    /// What was removed to make room, or moved, says nothing of the numbers.
    @Test func whatIsGoneCannotBeCompared() throws {
        let folder = try TemporaryFolder()
        let (old, new) = (try Run().record(in: folder), try Run().record(in: folder))
        let name = try #require(try old.checkpointNames().first)
        try FileManager.default.removeItem(atPath: old.folder + "/checkpoints/" + name)
        let verdict = try RerunVerdict(of: old, by: new)
        #expect(verdict.kind == .cannotCompare)
        #expect(
            verdict.reasons == [
                "\(old.info.id) has no checkpoint \"\(name)\" any more to compare with, or never had one"
            ])
        // A rerun that does not save what the run saved is another matter.
        #expect(try RerunVerdict(of: new, by: old).kind == .differs)

        var run = Run()
        run.provenance["models"] = [["name": "minicoder", "folder": "/nowhere/minicoder", "sha256": "x"]]
        var failed = Run()
        (failed.status, failed.loss) = (.failed, 0.7)
        let other = try self.verdict(failed, of: run)
        #expect(other.kind == .cannotCompare)
        #expect(other.reasons.first?.hasSuffix("read the model /nowhere/minicoder, which is gone") == true)
    }

    @Test func aDamagedFileIsNamed() throws {
        let folder = try TemporaryFolder()
        let (old, new) = (try Run().record(in: folder), try Run().record(in: folder))
        let path = new.folder + "/episodes.jsonl.zst"
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[bytes.count - 40] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let verdict = try RerunVerdict(of: old, by: new)
        #expect(verdict.kind != .identical)
        #expect(verdict.comparison.problems.isEmpty || verdict.kind == .cannotCompare)
    }

    @Test func anUnfinishedRunIsComparedAsFarAsItWent() throws {
        let folder = try TemporaryFolder()
        var short = Run()
        short.status = .interrupted
        short.episodes.removeLast(2)
        short.artifact = [9]
        let (old, new) = (try short.record(in: folder), try Run().record(in: folder))
        let metrics = URL(fileURLWithPath: old.folder + "/metrics.jsonl")
        let whole = try Data(contentsOf: metrics)
        try whole.dropLast(20).write(to: metrics)
        let verdict = try RerunVerdict(of: old, by: new)
        #expect(verdict.kind == .identical && verdict.comparison.isPrefix)
        #expect(verdict.comparison.summary == "2 steps, 1 row of tables, 2 episodes")
        #expect(verdict.notes.first?.contains("did not come to its end") == true)

        short.loss = 0.2
        let other = try RerunVerdict(of: short.record(in: folder), by: new)
        #expect(other.kind == .differs && other.comparison.differences.first?.difference.place == "step 2, loss")
    }

    @Test func aRerunThatDidNotEndDecidesNothing() throws {
        var new = Run()
        new.status = .interrupted
        let verdict = try self.verdict(new)
        #expect(verdict.kind == .cannotCompare && verdict.reasons == ["the rerun was interrupted"])
    }

    @Test func aKnownReasonExplainsADifference() throws {
        var new = Run()
        new.loss = 0.2
        new.provenance["kernels"] = "avx2"
        let verdict = try self.verdict(new)
        #expect(verdict.kind == .cannotCompare && verdict.reasons == ["the kernels: \"avx512\" then, \"avx2\" now"])
        // The kernels of any CPU have the same bits since records say which numerics these are.
        var versioned = Run()
        versioned.provenance["numerics"] = 1
        new.provenance["numerics"] = 1
        #expect(try self.verdict(new, of: versioned).kind == .differs)
        new.provenance["numerics"] = 2
        #expect(try self.verdict(new, of: versioned).reasons == ["the numerics: 1 then, 2 now"])
        #expect(try self.verdict(new).reasons == ["the numerics: unknown then, 2 now"])
        var vague = Run()
        vague.level = "none"
        let other = try self.verdict(new, of: vague)
        #expect(other.reasons.first?.hasSuffix("is none: the script read the clock") == true, "\(other.reasons)")
        // What is the same in spite of it is the same.
        #expect(try self.verdict(vague, of: vague).kind == .identical)
    }
}
