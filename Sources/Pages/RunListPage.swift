package import JSON
package import Rendering
package import RunStore

/// The runs of a folder, a line each.
package struct RunListPage {
    let found: RunMatches
    /// The names whose values were asked for.
    let columns: [String]
    let now: Timestamp

    package init(found: RunMatches, columns: [String], now: Timestamp) {
        (self.found, self.columns, self.now) = (found, columns, now)
    }

    package func text(on terminal: Terminal) -> String {
        let values = columns.indices.map { column in Self.cells(found.matches.map { $0.values[column] }) }
        let hasTags = found.matches.contains { !$0.labels.tags.isEmpty }
        let hasNotes = found.matches.contains { !$0.labels.note.isEmpty }
        var table = TextTable(
            [.init("run"), .init("status"), .init("started"), .init("time", .right), .init("seed", .right)]
                + zip(columns, values).map { .init(TextWidth.printable($0), $1.isNumeric ? .right : .left) }
                + (hasTags ? [.init("tags")] : []) + [.init("parameters set")] + (hasNotes ? [.init("note")] : []))
        for (index, match) in found.matches.enumerated() {
            let run = match.info
            let parameters = run.parameters.filter(\.isSet).map { "\($0.name)=\($0.value.exactText)" }
            // How long a killed run ran is not known.
            let time = run.status == .killed ? "" : NumberFormat.duration(run.seconds(now: now))
            table.add(
                [run.id, run.status.rawValue, run.started.local, time, String(run.seed)]
                    + values.map { $0.texts[index] }
                    + (hasTags ? [match.labels.tags.joined(separator: " ")] : []) + [parameters.joined(separator: " ")]
                    + (hasNotes ? [match.labels.note] : []))
        }
        var lines = table.lines(width: terminal.tableWidth, style: terminal.style)
        if found.total > found.matches.count {
            let (shown, total) = (NumberFormat.grouped(found.matches.count), NumberFormat.grouped(found.total))
            lines.append(terminal.style.dim("\(shown) of \(total) runs; --limit 0 shows all"))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Values of one column, numbers alike.
    package static func cells(_ values: [IndexValue?]) -> (texts: [String], isNumeric: Bool) {
        let isNumeric = values.contains { $0 != nil } && values.allSatisfy { $0 == nil || $0?.double != nil }
        guard isNumeric else { return (values.map { $0?.text ?? "" }, false) }
        var texts = NumberFormat.column(values.compactMap { $0?.double })[...]
        return (values.map { $0 == nil ? "" : texts.removeFirst() }, true)
    }

    /// The list for programs.
    package var json: JSONValue {
        .array(
            found.matches.map { match in
                var object = match.info.json
                // The index keeps none: `assay show --json` has it.
                object["provenance"] = nil
                object["tags"] = .array(match.labels.tags.map { .string($0) })
                object["note"] = .string(match.labels.note)
                if let metrics = match.metrics { object["last_metrics"] = .object(metrics) }
                if !columns.isEmpty {
                    object["columns"] = .object(
                        JSONObject(zip(columns, match.values).map { ($0, $1?.json ?? .null) }))
                }
                return .object(object)
            })
    }
}
