package import RunIndex
package import RunStore
import JSON
import Rendering

extension Page {
    /// The runs of a folder, a line each.
    ///
    /// - Parameter columns: the names whose values were asked for.
    package init(list found: RunMatches, columns: [String], now: Timestamp) {
        let values = columns.indices.map { column in ValueTexts(found.matches.map { $0.values[column] }) }
        let hasTags = found.matches.contains { !$0.labels.tags.isEmpty }
        let hasNotes = found.matches.contains { !$0.labels.note.isEmpty }
        var table = Table(
            [
                .init("run"), .init("status"), .init("started"), .init("time", isNumeric: true),
                .init("seed", isNumeric: true),
            ] + zip(columns, values).map { .init($0, isNumeric: $1.isNumeric) }
                + (hasTags ? [.init("tags")] : []) + [.init("parameters set")] + (hasNotes ? [.init("note")] : []))
        for (index, match) in found.matches.enumerated() {
            let run = match.info
            let parameters = run.parameters.filter(\.isSet).map { "\($0.name)=\($0.valueText)" }
            // How long a killed run ran is not known.
            let time = run.status == .killed ? "" : NumberFormat.duration(run.seconds(now: now))
            let head = [run.id, run.status.rawValue, run.started.local, time, String(run.seed)]
            let tail =
                (hasTags ? [match.labels.tags.joined(separator: " ")] : []) + [parameters.joined(separator: " ")]
                + (hasNotes ? [match.labels.note] : [])
            table.add((head + values.map { $0.texts[index] } + tail).map { .init($0) })
        }
        var blocks: [Block] = [.table(table)]
        if found.total > found.matches.count {
            let (shown, total) = (NumberFormat.grouped(found.matches.count), NumberFormat.grouped(found.total))
            blocks.append(.line(Text("\(shown) of \(total) runs; --limit 0 shows all", .aside)))
        }
        self.init(blocks, data: .array(found.matches.map { Self.json($0, columns) }))
    }

    private static func json(_ match: RunMatches.Match, _ columns: [String]) -> JSONValue {
        var object = match.info.json
        // The index keeps none: `assay show --json` has it.
        object["provenance"] = nil
        object["tags"] = .array(match.labels.tags.map { .string($0) })
        object["note"] = .string(match.labels.note)
        if let metrics = match.metrics { object["last_metrics"] = .object(metrics) }
        if !columns.isEmpty {
            object["columns"] = .object(JSONObject(zip(columns, match.values).map { ($0, $1?.json ?? .null) }))
        }
        return .object(object)
    }

    /// Groups of runs, a line each, with the means of their metrics.
    ///
    /// - Parameter leftOut: how many metrics are not shown.
    package init(groups: RunGroups, leftOut: Int) {
        let data = JSONValue.array(groups.groups.map { Self.json($0, groups) })
        guard !groups.groups.isEmpty else {
            self.init([.line("no runs to group")], data: data)
            return
        }
        let keys = groups.keys.indices.map { place in ValueTexts(groups.groups.map { $0.key[place] }) }
        var table = Table(
            zip(groups.keys, keys).map { .init($0, isNumeric: $1.isNumeric) } + [.init("runs", isNumeric: true)]
                + groups.metrics.map { .init($0, isNumeric: true) })
        let means = groups.metrics.indices.map { Self.texts(of: $0, groups.groups) }
        for (row, group) in groups.groups.enumerated() {
            table.add((keys.map { $0.texts[row] } + [String(group.count)] + means.map { $0[row] }).map { .init($0) })
        }
        let remark =
            "mean ± half of the 95% interval over the runs of a group; the same parameters, seed and numbers count once"
        let more = leftOut > 0 ? "; \(leftOut) more metrics: choose with --columns" : ""
        self.init([.table(table), .line(Text(remark + more, .aside))], data: data)
    }

    /// `0.643 ± 0.021`, and `(3)` behind it where not all of the group have the metric.
    private static func texts(of metric: Int, _ groups: [RunGroups.Group]) -> [String] {
        let means = groups.map { $0.means[metric] }
        var texts = NumberFormat.column(means.compactMap { $0?.mean })[...]
        return zip(groups, means).map { group, mean in
            guard let mean, let text = texts.popFirst() else { return "" }
            let places = text.contains("e") ? 0 : text.split(separator: ".").dropFirst().first?.count ?? 0
            let margin = mean.margin.map { margin in
                // The margin has the digits of the mean, or those that it takes to be more than zero.
                " ± "
                    + (margin >= 0.001 && places > 0
                        ? NumberFormat.fixed(margin, places: places) : NumberFormat.short(margin, digits: 2))
            }
            return text + (margin ?? "") + (mean.count < group.count ? " (\(mean.count))" : "")
        }
    }

    private static func json(_ group: RunGroups.Group, _ groups: RunGroups) -> JSONValue {
        let means = zip(groups.metrics, group.means).map { name, mean -> (String, JSONValue) in
            guard let mean else { return (name, .null) }
            let margin = mean.margin.map { JSONValue.number($0) } ?? .null
            return (name, ["n": .int(mean.count), "mean": .number(mean.mean), "margin95": margin])
        }
        return [
            "group": .object(JSONObject(zip(groups.keys, group.key).map { ($0, $1?.json ?? .null) })),
            "n": .int(group.count), "metrics": .object(JSONObject(means)),
        ]
    }

    /// The names that runs can be asked for, as a question must spell them.
    package init(names: [(kind: String, names: [String])]) {
        self.init(
            names.map { kind, names in
                Section(
                    kind, data: .array(names.map { .string($0) }),
                    heading: .line(Text(kind, .heading)), [.names(names.map(RunQuery.quoted))])
            })
        isDense = true
    }
}

/// Values of one column as texts, numbers alike.
private struct ValueTexts {
    let texts: [String]
    let isNumeric: Bool

    init(_ values: [IndexValue?]) {
        isNumeric = values.contains { $0 != nil } && values.allSatisfy { $0 == nil || $0?.double != nil }
        guard isNumeric else {
            texts = values.map { $0?.text ?? "" }
            return
        }
        var numbers = NumberFormat.column(values.compactMap { $0?.double })[...]
        texts = values.map { $0 == nil ? "" : numbers.removeFirst() }
    }
}
