package import Environments
internal import JSON
internal import Rollouts
internal import RunStore
internal import Statistics

/// One look at a whole record, call by call.
package final class RecordCheck {
    package let replay: RunReplay
    private let calls: [RecordedCall]
    private let file: EpisodeFile
    private let groups: [PlayedGroup]
    package var report = ReplayReport()
    /// Calls and groups that were gone through.
    private var done = (calls: 0, groups: 0)
    /// Whether all calls were gone through.
    package var isDone: Bool { done.calls == calls.count }
    /// What calls gave, worked out again, by their numbers.
    private var rebuilt: [Int: JSONObject] = [:]
    /// What the evaluations that have not ended came to, by their names.
    private var evaluations: [String: RecordedNumbers.Evaluation] = [:]

    /// A look that has not begun.
    package init(_ replay: RunReplay) throws {
        (self.replay, calls, file) = (replay, try replay.run.calls(), try replay.run.episodes())
        groups = try PlayedGroup.groups(of: file, calls)
        report.leaveOut(
            "log-probabilities, values, KL, entropy, losses, gradient norms and learning rates need the model; how messages became tokens needs its tokenizer"
        )
    }

    /// Goes through what no script has come to.
    package func rest() throws -> ReplayReport {
        try go(to: calls.count, with: EnvironmentFunctions())
        if calls.isEmpty { for group in groups { _ = try play(group, EnvironmentFunctions()) } }
        let played = groups.reduce(0) { $0 + $1.count }
        if file.count > played {
            report.leaveOut("\(file.count - played) episodes of a call that had not ended when the run was stopped")
        }
        report.executions = replay.executions
        try checkOrigins()
        return report
    }

    /// Goes through the calls up to a number, the last of them with the functions that it was given.
    package func go(to number: Int, with functions: EnvironmentFunctions) throws {
        while done.calls < number {
            let call = calls[done.calls]
            done.calls += 1
            if done.groups < groups.count, groups[done.groups].call?.number == call.number {
                let group = groups[done.groups]
                done.groups += 1
                count(try play(group, done.calls == number ? functions : EnvironmentFunctions()), of: group, call)
            }
            if call.name == "environment.evaluate" { evaluate(call) }
        }
    }

    // MARK: Calls

    /// - Returns: the episodes as they follow, or as they were recorded where they could not be gone through.
    private func play(_ group: PlayedGroup, _ functions: EnvironmentFunctions) throws -> [Episode] {
        try replay.interrupt.check()
        let recorded = try group.episodes(in: file)
        let again = try replay.replay(
            recorded, of: group, functions: functions, report: &report)
        for (recorded, replayed) in zip(recorded, again ?? []) { replay.note(recorded, replayed, in: &report) }
        replay.progress?(report.episodes, file.count)
        return again?.map(\.episode) ?? recorded.map(\.episode)
    }

    private func count(_ episodes: [Episode], of group: PlayedGroup, _ call: RecordedCall) {
        let tallies = episodes.map { EpisodeTally($0) }, sample = call.arguments.last?.array?.first?.int
        func add(_ samples: inout [[EpisodeTally]]) {
            if sample == samples.count { samples.append([]) }
            if let sample, samples.indices.contains(sample) { samples[sample] += tallies }
        }
        switch group.origin {
        case .update: check(call, RecordedNumbers.update(episodes))
        case .evaluation(let name):
            add(&evaluations[name, default: .init()].conversations)
            if sample == 0 {
                evaluations[name]?.problems += episodes.map { ($0.problem.name, $0.problem.cluster) }
            }
        case .samples(let name, .independent): add(&evaluations[name, default: .init()].independent)
        case .samples(_, .warmUp), .play: break
        }
    }

    private func evaluate(_ call: RecordedCall) {
        let name = call.arguments.last?.string ?? ""
        replay.ended(evaluation: name)
        let counts = evaluations.removeValue(forKey: name) ?? .init()
        let forms = (call.settings["report"]?.array ?? []).compactMap { $0.string.flatMap { RateForm($0) } }
        let seed = call.settings["seed"]?.int.flatMap { UInt64(exactly: $0) } ?? replay.run.info.seed
        guard
            let numbers = RecordedNumbers.evaluation(
                counts, turns: call.settings["turns"]?.int ?? 0, seed: seed, forms: forms,
                grouped: call.settings["problems"]?["grouped"]?.bool ?? false)
        else { return report.leaveOut("the rates of evaluation \"\(name)\", whose episodes are not all there") }
        check(call, numbers)
    }

    /// Compares what a call gave with what follows from its episodes.
    private func check(_ call: RecordedCall, _ numbers: JSONObject) {
        rebuilt[call.number] = numbers
        report.calls += 1
        for member in call.result?.object?.members ?? [] {
            guard let number = numbers[member.key], !RecordedNumbers.isSame(member.value, number) else { continue }
            report.add(
                .init(
                    place: "call \(call.number) (\(call.name))", what: member.key, recorded: member.value.text,
                    rebuilt: number.text))
        }
    }

    // MARK: Metrics and rows

    /// Metrics and rows must have the values of the calls that the record says they come from.
    private func checkOrigins() throws {
        let run = replay.run
        var tables: [String: [JSONObject]] = [:]
        for name in try run.tableFiles() { tables[name] = try run.table(name).objects }
        var steps = 0, rows = 0
        var metrics: [Int: RecordedOrigin] = [:]
        for origin in try run.origins() where calls.indices.contains(origin.call - 1) {
            let call = calls[origin.call - 1]
            switch origin.place {
            case .metrics(let line):
                metrics[line] = origin
            case .row(let table, let number):
                guard let all = tables[table], all.indices.contains(number - 1) else { continue }
                rows += 1
                if rebuilt[call.number] != nil { report.rows += 1 }
                compare(all[number - 1], "table \"\(table)\", row \(number)", with: call, origin.names)
            }
        }
        var lines = 0
        try run.forEachMetricLine { values, line in
            lines = line
            guard let origin = metrics[line] else { return }
            let call = calls[origin.call - 1]
            steps += 1
            if rebuilt[call.number] != nil { report.steps += 1 }
            // The series of a trainer that has a name begin with it.
            let prefix = call.result?["trainer"]?.string.map { $0 + "/" } ?? ""
            compare(values, "line \(line) of the metrics", with: call, origin.names, prefix: prefix)
        }
        let allRows = tables.values.reduce(0) { $0 + $1.count }
        guard run.hasCalls else { return }
        if allRows > rows {
            report.leaveOut(
                "\(allRows - rows) of \(allRows) rows of tables, whose values come from no call: what a script computes itself is not worked out again"
            )
        }
        if allRows > 0, report.rows == 0 { report.leaveOut("no row of a table was checked") }
        if lines > steps {
            report.leaveOut("\(lines - steps) of \(lines) lines of metrics, whose values come from no call")
        }
    }

    private func compare(
        _ values: JSONObject, _ place: String, with call: RecordedCall, _ names: [String], prefix: String = ""
    ) {
        for name in names {
            // What needs the model must at least be what its call gave.
            guard let expected = rebuilt[call.number]?[name] ?? call.result?[name] else { continue }
            let found = values[prefix + name] ?? .null
            guard !RecordedNumbers.isSame(found, expected) else { continue }
            report.add(
                .init(
                    place: place, what: name, recorded: found.text,
                    rebuilt: "\(expected.text) by call \(call.number) (\(call.name))"))
        }
    }
}
