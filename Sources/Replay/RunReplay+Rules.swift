package import Environments
package import JSON
package import Rollouts
internal import RunStore

/// What the policy would have been told under another rule.
package struct MessageReport: Sendable {
    /// Messages that would have been given, and those with other words than the recorded ones.
    package internal(set) var messages = 0
    package internal(set) var changed = 0
    package internal(set) var episodes = 0
    package internal(set) var changedEpisodes = 0
    /// The first that is another one.
    package internal(set) var first: (place: String, recorded: String, told: String)?
    /// What was left out, and why.
    package internal(set) var notCovered: [String] = []

    /// For programs.
    package var json: JSONValue {
        [
            "messages": .int(messages), "changed": .int(changed), "episodes": .int(episodes),
            "changed_episodes": .int(changedEpisodes),
            "first": first.map {
                ["place": .string($0.place), "recorded": .string($0.recorded), "told": .string($0.told)]
            }
                ?? .null, "not_covered": .array(notCovered.map { .string($0) }),
        ]
    }
}

extension RunReplay {
    /// What the recorded episodes would have been paid by another rule. Nothing is executed: verdicts are the recorded ones.
    package func payments(by rule: @escaping (Episode) throws -> Payment) throws -> PaymentReport {
        var training = PaymentTally(), evaluations: [(name: String, tally: PaymentTally)] = []
        var updates: ClosedRange<Int>?
        let file = try run.episodes(), all = file.count
        var done = 0
        try file.forEach { recorded in
            try interrupt.check()
            var episode = recorded.episode
            try RewardRule.function.pay(&episode, rule)
            let (old, new) = (recorded.episode.reward, episode.reward)
            switch recorded.origin {
            case .update(let number, _):
                training.add(problem: episode.problem.name, recorded: old, paid: new)
                updates = min(updates?.lowerBound ?? number, number)...max(updates?.upperBound ?? number, number)
            case .samples: break
            case .evaluation, .play:
                let name = recorded.origin.label
                let place = evaluations.firstIndex { $0.name == name } ?? evaluations.count
                if place == evaluations.count { evaluations.append((name, PaymentTally())) }
                evaluations[place].tally.add(problem: episode.problem.name, recorded: old, paid: new)
            }
            done += 1
            progress?(done, all)
        }
        var report = PaymentReport()
        if let updates {
            let (first, last) = (updates.lowerBound, updates.upperBound)
            report.lines.append(training.line(first == last ? "update \(first)" : "updates \(first) to \(last)"))
        }
        report.lines += evaluations.map { $0.tally.line($0.name) }
        return report
    }

    /// What the policy would have been told by another kind of feedback, `execution`, `random` or `none`. Programs are executed again, since
    /// messages quote what they printed.
    package func messages(under kind: String) throws -> MessageReport {
        guard let rule = FeedbackKind(rawValue: kind) else { throw UnknownFeedback(kind: kind) }
        var report = MessageReport(), skipped = ReplayReport()
        let file = try run.episodes(), all = file.count
        for group in try PlayedGroup.groups(of: file, run.calls()) {
            try interrupt.check()
            let episodes = try group.episodes(in: file)
            guard let replayed = try replay(episodes, of: group, telling: rule, report: &skipped) else { continue }
            for (recorded, episode) in zip(episodes, replayed) {
                report.episodes += 1
                report.messages += episode.episode.turns.count { $0.feedback != nil }
                let changes = episode.differences.filter { $0.what == "feedback" }
                report.changed += changes.count
                if !changes.isEmpty { report.changedEpisodes += 1 }
                if report.first == nil, let change = changes.first {
                    let place = "\(recorded.origin.label), episode \(recorded.index), turn \(change.turn ?? 0)"
                    report.first = (place, change.recorded, change.rebuilt)
                }
            }
            progress?(report.episodes, all)
        }
        report.notCovered = skipped.notCovered.filter { !$0.hasPrefix("rewards") }
        return report
    }
}

/// A kind of feedback that there is not.
package struct UnknownFeedback: Error, CustomStringConvertible {
    let kind: String
    package var description: String {
        "there is no feedback \"\(kind)\"; give \(FeedbackKind.allCases.map(\.rawValue).joined(separator: ", "))"
    }
}
