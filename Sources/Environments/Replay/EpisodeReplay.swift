package import Rollouts

/// Recorded conversations gone through again without a policy: what was sampled is taken from the record, everything that followed from it is
/// worked out once more by the code that did so then.
package struct EpisodeReplay {
    /// A recorded episode and what the record adds to it.
    package struct Recorded: Sendable {
        package var episode: Episode
        /// The answers' texts, one a turn; nil where the record has none, and the program must be taken as recorded.
        package var texts: [String?]

        /// A recorded episode.
        package init(episode: Episode, texts: [String?]) { (self.episode, self.texts) = (episode, texts) }
    }

    /// Something recorded that does not follow.
    package struct Difference: Sendable, Hashable {
        /// From 1; nil for the episode as a whole.
        package var turn: Int?
        /// `program`, `verdict`, `feedback`, `reward`, `solved`, `passed_public` or `end`.
        package var what: String
        package var recorded: String
        package var rebuilt: String
    }

    /// An episode as it follows from its tokens.
    package struct Replayed: Sendable {
        package var episode: Episode
        /// What the public tests said, by turn; nil for turns without a program.
        package var judgements: [Judgement?]
        package var differences: [Difference]
    }

    /// What the markers of a conversation are; nil where the record does not say, so that programs cannot be found anew.
    private let markers: ChatMarkers?
    private let environment: CodeEnvironment
    /// Whether messages are worked out; without, those of the record stand.
    private let rebuildsFeedback: Bool
    /// Whether rewards are worked out; without, those of the record stand.
    private let rebuildsReward: Bool

    /// - Parameters:
    ///   - environment: as it was when the episodes were played.
    ///   - rebuildsFeedback: no, when a function that is no longer there gave it.
    ///   - rebuildsReward: no, when a function that is no longer there gave it.
    package init(
        _ environment: CodeEnvironment, markers: ChatMarkers? = nil,
        rebuildsFeedback: Bool = true, rebuildsReward: Bool = true
    ) {
        (self.environment, self.markers) = (environment, markers)
        (self.rebuildsFeedback, self.rebuildsReward) = (rebuildsFeedback, rebuildsReward)
    }

    /// Goes through the episodes of one rollout, in the order of its rows.
    ///
    /// Each recorded program is executed on its problem's tests, also after something turned out otherwise.
    /// - Parameter key: of the rollout; random feedback is drawn with it.
    package func replay(_ recorded: [Recorded], key: RandomKey) throws -> [Replayed] {
        var rows = recorded.map { Replayed(episode: $0.episode, judgements: [], differences: []) }
        for row in rows.indices { findPrograms(recorded[row], &rows[row]) }
        let findings = try judge(rows.map(\.episode))
        for row in rows.indices { settle(findings[row], recorded[row].episode, &rows[row]) }
        if rebuildsFeedback { try tell(findings, recorded, &rows, key: key) }
        for row in rows.indices { try pay(recorded[row].episode, &rows[row]) }
        return rows
    }

    // MARK: Steps

    /// The program of each turn, from the answer's text.
    private func findPrograms(_ recorded: Recorded, _ row: inout Replayed) {
        guard let markers else { return }
        for (index, turn) in recorded.episode.turns.enumerated() {
            guard let text = recorded.texts[index] else { continue }
            let ended = turn.answer.last == markers.end
            let body = ended ? turn.answer.dropLast() : turn.answer[...]
            let hasMarker = body.contains { [markers.user, markers.assistant, markers.end].contains($0) }
            let program = hasMarker ? nil : environment.style.program(in: text, ended: ended)
            row.note("program", turn: index, turn.program ?? "none", program ?? "none")
            row.episode.turns[index].program = program
        }
    }

    /// What the tests say of every program, by row and turn.
    private func judge(_ episodes: [Episode]) throws -> [[Judge.Finding?]] {
        let programs = episodes.flatMap { episode in
            episode.turns.compactMap { turn in turn.program.map { (problem: episode.problem, source: $0) } }
        }
        var findings = try Judge(environment).judge(programs)
            .makeIterator()
        return episodes.map { episode in
            episode.turns.map { turn in turn.program == nil ? nil : findings.next() }
        }
    }

    /// Verdicts, and how the episode ended.
    private func settle(_ findings: [Judge.Finding?], _ recorded: Episode, _ row: inout Replayed) {
        row.judgements = findings.map { $0?.publicJudgement }
        for (index, finding) in findings.enumerated() {
            let (turn, verdict) = (recorded.turns[index], finding?.publicJudgement.verdict)
            row.note("verdict", turn: index, turn.verdict?.rawValue ?? "none", verdict?.rawValue ?? "none")
            row.episode.turns[index].verdict = verdict
            let isLast = index == environment.config.turns - 1 || finding?.passedPublic == true
            let went = index < findings.count - 1 ? "it went on" : "it ended"
            row.note("end", turn: index, went, isLast ? "it ended" : "it went on")
        }
        let last = findings.last { $0 != nil } ?? nil
        (row.episode.solved, row.episode.passedPublic) = (last?.solved ?? false, last?.passedPublic ?? false)
        row.note("passed_public", turn: nil, "\(recorded.passedPublic)", "\(row.episode.passedPublic)")
        row.note("solved", turn: nil, "\(recorded.solved)", "\(row.episode.solved)")
    }

    /// The message after each turn but the last, turn by turn, since random ones come from the other rows.
    private func tell(
        _ findings: [[Judge.Finding?]], _ recorded: [Recorded], _ rows: inout [Replayed], key: RandomKey
    ) throws {
        var earned = EarnedFeedback(key: key, bareRetry: environment.style.bareRetry)
        for turn in 0..<(recorded.map(\.episode.turns.count).max() ?? 0) {
            let pending = rows.indices.filter { row in
                turn < findings[row].count && turn != environment.config.turns - 1
                    && findings[row][turn]?.passedPublic != true
            }
            let attempts = pending.map { row in
                Attempt(
                    problem: rows[row].episode.problem, turn: turn + 1, program: rows[row].episode.turns[turn].program,
                    judgement: findings[row][turn]?.publicJudgement)
            }
            for attempt in attempts where !attempt.isInvalid {
                earned.add(environment.style.feedback(on: attempt), problem: attempt.problem, turn: turn)
            }
            for row in rows.indices where turn < findings[row].count { rows[row].episode.turns[turn].feedback = nil }
            for (row, attempt) in zip(pending, attempts) {
                rows[row].episode.turns[turn].feedback = try message(attempt, row: row, earned)
            }
            for row in rows.indices where turn < findings[row].count {
                rows[row].note(
                    "feedback", turn: turn, recorded[row].episode.turns[turn].feedback ?? "none",
                    rows[row].episode.turns[turn].feedback ?? "none")
            }
        }
    }

    private func message(_ attempt: Attempt, row: Int, _ earned: EarnedFeedback) throws -> String {
        switch environment.config.feedback {
        case .value(.execution): environment.style.feedback(on: attempt)
        case .value(.random): earned.draw(row: row, problem: attempt.problem, turn: attempt.turn - 1)
        case .value(.none): environment.style.bareRetry
        case .function:
            if let function = environment.functions.feedback {
                try function(attempt)
            } else {
                throw MissingFunction(name: "feedback")
            }
        }
    }

    private func pay(_ recorded: Episode, _ row: inout Replayed) throws {
        guard rebuildsReward else { return }
        try environment.config.reward.pay(&row.episode, environment.functions.reward)
        for (index, turn) in recorded.turns.enumerated() {
            let rebuilt = row.episode.turns[index].reward
            if rebuilt.bitPattern != turn.reward.bitPattern {
                row.note("reward", turn: index, "\(turn.reward)", "\(rebuilt)")
            }
        }
    }
}

extension EpisodeReplay.Replayed {
    fileprivate mutating func note(_ what: String, turn: Int?, _ recorded: String, _ rebuilt: String) {
        guard recorded != rebuilt else { return }
        differences.append(
            .init(turn: turn.map { $0 + 1 }, what: what, recorded: recorded, rebuilt: rebuilt))
    }
}
