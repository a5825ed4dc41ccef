import Foundation
import JSON
import Rendering
import Rollouts
import RunStore
import Synchronization
import TestSupport

/// A folder with one run of each kind, written by the real writer with a clock that counts.
struct SampleRuns {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try completed()
        try failed()
        // The writer goes without a word, as one does that is killed.
        _ = try writer("sweep/turn_budget.lua", suffix: "00b2", start: 3600, source: "run.log{}\n")
    }

    /// The same, with runs of two settings and some seeds.
    init(seeds: ClosedRange<UInt64>) throws {
        try self.init()
        for seed in seeds {
            for turns in [3, 5] { try sweep(seed: seed, turns: turns) }
        }
    }

    private func sweep(seed: UInt64, turns: Int) throws {
        let source = "-- %% Train\nlocal turns = \(turns)\nrun.log { reward = turns }\n"
        let run = try writer(
            "sweep/seeds.lua", suffix: "s\(seed)t\(turns)", start: 10_000 + 600 * Int(seed) + 60 * turns,
            source: source,
            seed: seed)
        try run.update { info in
            info.parameters = [
                .init(name: "turns", value: .int(turns), defaultValue: 3, isSet: turns != 3),
                .init(name: "feedback", value: "execution", defaultValue: "execution", isSet: false),
            ]
            info.provenance = ["assay": "0.1", "git": ["commit": .string("c0ffee\(turns)")]]
        }
        let reward = Double(turns) / 10 + Double(seed * seed) / 100
        try run.log(step: 1, ["reward": .number(reward / 2), "kl": 0.001])
        try run.log(step: 2, ["reward": .number(reward), "kl": .number(0.002 * Double(seed))])
        try run.row(table: "solve rate", ["policy": "base", "1@3": 0.25])
        try run.row(table: "solve rate", ["policy": "trained", "1@3": .number(reward)])
        try run.finish(.completed)
    }

    private func writer(_ script: String, suffix: String, start: Int, source: String, seed: UInt64 = 7) throws
        -> RunWriter
    {
        let ticks = Mutex(0)
        let info = RunInfo(script: script, seed: seed, commandLine: ["assay", "run", script])
        return try RunWriter.create(
            in: folder.path, info: info, source: source,
            clock: {
                let tick = ticks.withLock { ticks in
                    ticks += 1
                    return ticks
                }
                return Timestamp(milliseconds: 1_769_850_000_000 + start * 1000 + tick * 250)
            }, suffix: { _ in suffix })
    }

    private func completed() throws {
        let run = try writer("experiments/rlef.lua", suffix: "7f3a", start: 0, source: "-- %% Train\n-- %% Evaluate\n")
        try run.update { info in
            info.parameters = [
                .init(name: "turns", value: 5, defaultValue: 3, isSet: true, help: "most programs"),
                .init(name: "feedback", value: "execution", defaultValue: "execution", isSet: false),
                .init(name: "lr", value: 3e-05, defaultValue: 3e-05, isSet: false),
            ]
            info.determinism = .init(level: "bitwise", reason: "CPU, fixed shards")
        }
        try run.beginCell(title: "Train", source: "for update in ppo:updates(40) do run.log(update) end\n", line: 4)
        var rewards: [Double] = []
        for update in 1...40 {
            let reward = 1 - 1.8 / Double(update).squareRoot()
            rewards.append(reward)
            try run.log(
                step: update, ["reward": .number(reward), "kl": .number(0.001 * Double(update)), "invalid_rate": 0.25],
                time: ["tokens_per_second": .number(17_100 + Double(update % 7) * 40)])
            var episode = Self.episode(update)
            episode.turns[1].text = "<2 tokens>"
            try run.episodes([episode], origin: .update(update))
        }
        try run.print("trained for 40 updates\n")
        try run.plot(
            "reward",
            Plot(
                title: "Reward", xLabel: "update", yLabel: "mean reward",
                series: [.init(name: "reward", x: (1...40).map(Double.init), y: rewards)]))
        try run.beginCell(title: "Evaluate on new problems", source: "run.row(\"solve rate\", ...)\n", line: 9)
        for (policy, rate) in [("base", 0.21), ("trained", 0.6425)] {
            let interval: JSONValue = [.number(rate - 0.05), .number(rate + 0.05)]
            try run.row(
                table: "solve rate", ["policy": .string(policy), "n": 300, "1@3": .number(rate), "interval": interval])
        }
        try run.note("The trained policy *repairs* its programs.")
        try run.episodes([Self.episode(1), Self.episode(2)], origin: .evaluation("trained"))
        try run.artifact("prompt.txt", Array("hello".utf8))
        try run.finish(.completed)
    }

    private func failed() throws {
        let run = try writer("broken.lua", suffix: "c0de", start: 7200, source: "local x = nil + 1\n")
        try run.print("before\n")
        try run.finish(
            .failed, error: "broken.lua:1: attempt to perform arithmetic on a nil value\n  1 | local x = nil + 1")
    }

    private static func episode(_ number: Int) -> Episode {
        let test = TestCase(input: "1 2\n", expected: "3\n")
        var episode = Episode(
            problem: Problem(
                name: "sum-\(number)", statement: "Read two numbers and print their sum.", publicTests: [test],
                privateTests: [test]))
        var first = Turn(prompt: [1, 2], answer: [5, 6, 7], logProbs: [-0.1, -0.2, -0.3], value: 0.25)
        first.program = "a, b = input().split()\nprint(a + b)\n"
        (first.verdict, first.feedback) = (
            .wrongAnswer, "For the input\n1 2\nthe output should be 3, and was 12. Try again."
        )
        var second = Turn(prompt: [8], answer: [9, 10], logProbs: [-1.5, -0.5], value: 0.5)
        (second.feedback, second.reward) = ("There was no program. Try again.", -0.2)
        var third = Turn(prompt: [8], answer: [9, 10], logProbs: [-0.01, -0.02], value: 0.5)
        (third.program, third.verdict, third.reward) = ("print(sum(map(int, input().split())))", .accepted, 1)
        episode.turns = [first, second, third]
        (episode.passedPublic, episode.solved) = (true, true)
        return episode
    }
}
