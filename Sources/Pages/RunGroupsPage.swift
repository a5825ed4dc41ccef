package import JSON
package import Rendering
package import RunStore

/// Groups of runs, a line each, with the means of their metrics.
package struct RunGroupsPage {
    let groups: RunGroups
    /// How many metrics are not shown.
    let leftOut: Int

    package init(groups: RunGroups, leftOut: Int) { (self.groups, self.leftOut) = (groups, leftOut) }

    package func text(on terminal: Terminal) -> String {
        guard !groups.groups.isEmpty else { return "no runs to group\n" }
        let keys = groups.keys.indices.map { place in RunListPage.cells(groups.groups.map { $0.key[place] }) }
        var table = TextTable(
            zip(groups.keys, keys).map { .init(TextWidth.printable($0), $1.isNumeric ? .right : .left) }
                + [.init("runs", .right)] + groups.metrics.map { .init(TextWidth.printable($0), .right) })
        let means = groups.metrics.indices.map { metric in cells(metric) }
        for (row, group) in groups.groups.enumerated() {
            table.add(keys.map { $0.texts[row] } + [String(group.count)] + means.map { $0[row] })
        }
        var lines = table.lines(width: terminal.tableWidth, style: terminal.style)
        let remark =
            "mean ± half of the 95% interval over the runs of a group; the same parameters, seed and numbers count once"
        lines.append(
            terminal.style.dim(leftOut > 0 ? remark + "; \(leftOut) more metrics: choose with --columns" : remark))
        return lines.map { $0 + "\n" }.joined()
    }

    /// `0.643 ± 0.021`, and `(3)` behind it where not all of the group have the metric.
    private func cells(_ metric: Int) -> [String] {
        let means = groups.groups.map { $0.means[metric] }
        var texts = NumberFormat.column(means.compactMap { $0?.mean })[...]
        return zip(groups.groups, means).map { group, mean in
            guard let mean, let text = texts.popFirst() else { return "" }
            let places = text.split(separator: ".").dropFirst().first?.count ?? 0
            let margin = mean.margin.map { margin in
                // The margin has the digits of the mean, or those that it takes to be more than zero.
                " ± "
                    + (margin >= 0.001 && places > 0
                        ? NumberFormat.fixed(margin, places: places) : NumberFormat.short(margin, digits: 2))
            }
            return text + (margin ?? "") + (mean.count < group.count ? " (\(mean.count))" : "")
        }
    }

    /// The groups for programs.
    package var json: JSONValue {
        .array(
            groups.groups.map { group in
                let means = zip(groups.metrics, group.means).map { name, mean -> (String, JSONValue) in
                    guard let mean else { return (name, .null) }
                    let margin = mean.margin.map { JSONValue.number($0) } ?? .null
                    return (name, ["n": .int(mean.count), "mean": .number(mean.mean), "margin95": margin])
                }
                return [
                    "group": .object(JSONObject(zip(groups.keys, group.key).map { ($0, $1?.json ?? .null) })),
                    "n": .int(group.count), "metrics": .object(JSONObject(means)),
                ]
            })
    }
}
