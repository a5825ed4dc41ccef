import JSON
import Pages
import Rendering
import RunStore

/// A parameter that a rerun set otherwise.
struct ParameterChange {
    let name: String
    let old: JSONValue
    let new: JSONValue

    static func between(_ old: RunInfo, _ new: RunInfo) -> [ParameterChange] {
        old.parameters.compactMap { before in
            guard let now = new.parameters.first(where: { $0.name == before.name }), now.value.text != before.value.text
            else { return nil }
            return ParameterChange(name: before.name, old: before.value, new: now.value)
        }
    }
}

/// A rerun with other parameters: nobody expects the same numbers, so the last ones stand side by side.
struct ChangedRerunPage {
    private let old: RunInfo
    private let new: RunInfo
    private let changes: [ParameterChange]
    /// Each metric's last value in the old run and in the new one.
    private let metrics: [(name: String, old: Double?, new: Double?)]

    init(old: RunReader, new: RunReader, changes: [ParameterChange]) throws {
        (self.old, self.new, self.changes) = (old.info, new.info, changes)
        func last(_ run: RunReader) throws -> [(name: String, value: Double)] {
            try run.metricOverview().columns.filter { !$0.isTime }.map { ($0.name, $0.last) }
        }
        let (before, now) = (try last(old), try last(new))
        metrics =
            before.map { metric in (metric.name, metric.value, now.first { $0.name == metric.name }?.value) }
            + now.filter { metric in !before.contains { $0.name == metric.name } }.map { ($0.name, nil, $0.value) }
    }

    var page: Page {
        let set = changes.map {
            "\($0.name)=\(RunInfo.Parameter.text(of: $0.new)) in place of \(RunInfo.Parameter.text(of: $0.old))"
        }
        .joined(separator: ", ")
        let remark = Text("\(new.id) is \(old.id) with \(set), so it was not expected to be the same")
        var page = Page([.line(remark)], data: data)
        guard !metrics.isEmpty else { return page }
        var table = Table([
            .init("metric", title: "last value of"), .init(old.id, isNumeric: true), .init(new.id, isNumeric: true),
            .init("change", isNumeric: true),
        ])
        for metric in metrics {
            let change: Double? = if let a = metric.old, let b = metric.new { b - a } else { nil }
            // The numbers of a line are written alike.
            let values = [metric.old, metric.new, change]
            var texts = NumberFormat.column(values.compactMap { $0 })[...]
            table.add([.init(metric.name)] + values.map { .init($0 == nil ? "" : texts.removeFirst()) })
        }
        page.sections.append(.init([.table(table)]))
        return page
    }

    private var data: JSONValue {
        func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
        return [
            "run": .string(old.id), "rerun": .string(new.id), "verdict": "other parameters",
            "changes": .object(JSONObject(changes.map { ($0.name, ["old": $0.old, "new": $0.new] as JSONValue) })),
            "last_metrics": .object(
                JSONObject(
                    metrics.map { ($0.name, ["old": number($0.old), "new": number($0.new)] as JSONValue) })),
        ]
    }
}
