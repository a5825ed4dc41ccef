package import Rollouts
package import RunStore
internal import Synchronization

/// Makes what the tests of records need.
package enum Make {
    /// A run in `folder`, with a clock of its own: a second passes each time it is asked.
    package static func run(in folder: TemporaryFolder, script: String = "experiments/rlef.lua") throws -> RunWriter {
        let seconds = Mutex(0)
        return try RunWriter.create(
            in: folder.path, info: RunInfo(script: script, seed: 1, commandLine: ["assay", "run", script]),
            source: "run.log{}\n",
            clock: {
                let now = seconds.withLock { seconds in
                    seconds += 1
                    return seconds
                }
                return Timestamp(milliseconds: 1_769_850_000_000 + now * 1000)
            })
    }

    /// An episode that tells itself from others by `number`.
    package static func episode(_ number: Int) -> Episode {
        var episode = Episode(
            problem: Problem(
                name: "p-\(number)", statement: "é \"quoted\"\n",
                publicTests: [TestCase(input: "1\n", expected: "2\n")],
                privateTests: [TestCase(input: "\u{0}", expected: "🙂")]))
        var turn = Turn(
            prompt: [1, 2, 3], answer: [4, .max], logProbs: [-0.1, -Float(number) / 3], value: 1 / Float(number + 1))
        (turn.program, turn.verdict, turn.feedback, turn.reward) = ("print(1)\n", .runtimeError, "Traceback", -0.2)
        episode.turns = [turn, Turn(prompt: [], answer: [7], logProbs: [-.infinity], value: 0)]
        episode.solved = number.isMultiple(of: 2)
        return episode
    }
}
