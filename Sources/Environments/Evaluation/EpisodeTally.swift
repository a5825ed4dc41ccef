package import JSON
package import Rollouts

/// What an evaluation counts of an episode.
package struct EpisodeTally: Sendable, Hashable {
    package var solved: Bool
    package var passedPublic: Bool
    package var turns: Int
    /// Turns without valid code.
    package var invalid: Int
    /// Whether the first turn was without valid code.
    package var beginsInvalid: Bool
    /// Turns that repeat the program, or the answer, of the turn before.
    package var repeats: Int

    /// Counts an episode.
    package init(_ episode: Episode) {
        (solved, turns) = (episode.solved, episode.turns.count)
        // A record that says otherwise is not ours.
        passedPublic = episode.passedPublic || episode.solved
        invalid = episode.turns.count(where: \.isInvalid)
        beginsInvalid = episode.turns.first?.isInvalid ?? true
        repeats = zip(episode.turns, episode.turns.dropFirst()).count { $1.repeats($0) }
    }

    /// For journals.
    package var json: JSONValue {
        [
            "solved": .bool(solved), "passed_public": .bool(passedPublic), "turns": .int(turns),
            "invalid": .int(invalid),
            "begins_invalid": .bool(beginsInvalid), "repeats": .int(repeats),
        ]
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(_ json: JSONValue) {
        guard let solved = json["solved"]?.bool, let passedPublic = json["passed_public"]?.bool,
            let turns = json["turns"]?.int, let invalid = json["invalid"]?.int,
            let beginsInvalid = json["begins_invalid"]?.bool, let repeats = json["repeats"]?.int
        else { return nil }
        (self.solved, self.passedPublic, self.turns) = (solved, passedPublic || solved, turns)
        (self.invalid, self.beginsInvalid, self.repeats) = (invalid, beginsInvalid, repeats)
    }
}
