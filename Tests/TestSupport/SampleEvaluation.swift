internal import JSON
package import Rollouts
package import RunStore

extension Make {
    /// A conversation whose programs got `verdicts`, nil for an answer without a program; the last may pass the public tests and yet be wrong.
    ///
    /// - Parameter programs: as many; each other than the one before where they are left out.
    package static func conversation(
        about problem: String, in cluster: String? = nil, _ verdicts: [Verdict?], programs: [String]? = nil,
        isSolved: Bool? = nil
    ) -> Episode {
        let test = TestCase(input: "1\n", expected: "1\n")
        var episode = Episode(
            problem: Problem(
                name: problem, statement: "Print it.", publicTests: [test], privateTests: [test], cluster: cluster))
        for (index, verdict) in verdicts.enumerated() {
            var turn = Turn(prompt: [1], answer: [TokenID(index)], logProbs: [-1], value: 0)
            turn.verdict = verdict
            turn.program = verdict.map { _ in programs?[index] ?? "print(\(index))\n" }
            turn.text = turn.program ?? "I do not know, \(index)."
            turn.feedback = index + 1 < verdicts.count ? "Wrong." : nil
            episode.turns.append(turn)
        }
        episode.passedPublic = verdicts.last == .accepted
        episode.solved = isSolved ?? episode.passedPublic
        return episode
    }
}

extension RunWriter {
    /// Records an evaluation as a script's call does.
    ///
    /// - Parameter isEnded: whether it came to its end; a run that is stopped in the middle has episodes and no call.
    package func evaluation(
        _ name: String, turns: Int = 3, samples: [[Episode]], independent: [[Episode]] = [], isEnded: Bool = true
    ) throws {
        let whole = try environment(["use": "evaluation", "turns": .int(turns)])
        for episodes in samples { try self.episodes(episodes, origin: .evaluation(name), environment: whole) }
        let single = try environment(["use": "evaluation", "turns": 1])
        for episodes in independent {
            try self.episodes(episodes, origin: .samples(name, .independent), environment: single)
        }
        guard isEnded else { return }
        try call([
            "call": "environment.evaluate", "arguments": [1, .string(name)],
            "result": [
                "n": .int(samples.first?.count ?? 0), "episodes": .int(samples.reduce(0) { $0 + $1.count }),
            ],
        ])
    }
}
