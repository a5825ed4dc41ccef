import JSON

extension ExportTable {
    /// The metrics of `runs` for data frames.
    ///
    /// - Parameter isLong: a row for each value, with the columns `metric` and `value`; otherwise a row for each step, with a column for
    ///   each metric.
    package init(metricsOf runs: [RunReader], isLong: Bool) throws {
        var rows: [JSONObject] = []
        let heads = runs.map { Self.head($0.info) }
        for (run, head) in zip(runs, heads) {
            for (index, line) in try run.metricLines().enumerated() {
                let step = line["step"] ?? .int(index + 1)
                var flat = JSONObject()
                Self.flatten(line, prefix: "", into: &flat)
                flat["step"] = nil
                if isLong {
                    for member in flat.members where member.value.double != nil {
                        rows.append(head + ["step": step, "metric": .string(member.key), "value": member.value])
                    }
                } else {
                    rows.append(head + ["step": step] + flat)
                }
            }
        }
        self.init(rows: rows, heads: heads)
    }

    /// The rows of the table `name` of each of `runs` that has it.
    ///
    /// - Throws: `RunStoreError` with the tables there are when none of them has it.
    package init(table name: String, of runs: [RunReader]) throws {
        var (rows, known): ([JSONObject], Set<String>) = ([], [])
        let heads = runs.map { Self.head($0.info) }
        for (run, head) in zip(runs, heads) {
            let files = try run.tableFiles()
            known.formUnion(files)
            guard files.contains(name) else { continue }
            for (index, row) in try run.table(name).objects.enumerated() {
                rows.append(head + ["row": .int(index + 1)] + row)
            }
        }
        guard known.contains(name) else {
            let there =
                known.isEmpty
                ? "there are none" : "there are " + known.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
            throw RunStoreError(
                .notFound,
                "there is no table \"\(name)\" in \(runs.count == 1 ? runs[0].info.id : "these runs"); \(there)")
        }
        self.init(rows: rows, heads: heads)
    }

    /// What each row of a run begins with.
    private static func head(_ info: RunInfo) -> JSONObject {
        var head: JSONObject = ["run": .string(info.id), "seed": info.json["seed"] ?? .null]
        for parameter in info.parameters { head["param." + parameter.name] = parameter.value }
        return head
    }

    private static func flatten(_ object: JSONObject, prefix: String, into flat: inout JSONObject) {
        for member in object.members {
            if let nested = member.value.object {
                flatten(nested, prefix: prefix + member.key + ".", into: &flat)
            } else {
                // A metric that happens to be whole in one run is no other kind of number there.
                flat[prefix + member.key] = member.value.double.map { .number($0) } ?? member.value
            }
        }
    }
}

/// The members of both; where both have a key, the right one's is called `metric.KEY`, since a row keeps what tells runs apart.
private func + (left: JSONObject, right: JSONObject) -> JSONObject {
    var sum = left
    for member in right.members { sum[left[member.key] == nil ? member.key : "metric." + member.key] = member.value }
    return sum
}
