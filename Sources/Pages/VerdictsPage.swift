package import JSON
package import Rendering
package import RunStore

/// A run's ledger of executions.
package struct VerdictsPage {
    let counts: [VerdictLedger.Count]
    let slowest, near: [VerdictLedger.Entry]

    package init(counts: [VerdictLedger.Count], slowest: [VerdictLedger.Entry], near: [VerdictLedger.Entry]) {
        (self.counts, self.slowest, self.near) = (counts, slowest, near)
    }

    package func text(on terminal: Terminal) -> String {
        var table = TextTable([
            .init("verdict"), .init("programs", .right), .init("executions", .right), .init("from the ledger", .right),
        ])
        for row in counts { table.add([row.verdict, "\(row.programs)", "\(row.executions)", "\(row.answers)"]) }
        var text = lines(table, terminal)
        for (title, entries) in [("Slowest", slowest), ("Near a limit", near)] where !entries.isEmpty {
            text += "\n\(title)\n" + lines(self.table(entries), terminal)
        }
        return text
    }

    private func lines(_ table: TextTable, _ terminal: Terminal) -> String {
        table.lines(width: terminal.tableWidth, style: terminal.style).map { $0 + "\n" }.joined()
    }

    private func table(_ entries: [VerdictLedger.Entry]) -> TextTable {
        var table = TextTable([
            .init("key"), .init("ran on"), .init("verdict"), .init("CPU s", .right), .init("limit", .right),
            .init("MiB", .right),
            .init("limit", .right), .init("first line"),
        ])
        for entry in entries {
            let line = entry.program.split(whereSeparator: \.isNewline).first.map { String($0.prefix(40)) } ?? ""
            table.add([
                String(entry.key.prefix(8)), entry.runtime, entry.verdict, thousandths(entry.cpuSeconds),
                thousandths(entry.cpuLimit),
                "\(entry.memoryBytes >> 20)", "\(entry.memoryLimit >> 20)", line,
            ])
        }
        return table
    }

    private func thousandths(_ seconds: Double) -> String { "\((seconds * 1000).rounded() / 1000)" }

    package var json: JSONValue {
        func objects(_ entries: [VerdictLedger.Entry]) -> JSONValue {
            .array(
                entries.map { entry in
                    .object(
                        JSONObject([
                            ("key", .string(entry.key)), ("runtime", .string(entry.runtime)),
                            ("verdict", .string(entry.verdict)), ("cpu_seconds", .number(entry.cpuSeconds)),
                            ("cpu_limit_seconds", .number(entry.cpuLimit)), ("memory_bytes", .int(entry.memoryBytes)),
                            ("memory_limit_bytes", .int(entry.memoryLimit)), ("program", .string(entry.program)),
                        ]))
                })
        }
        let counts = self.counts.map { row in
            JSONValue.object(
                JSONObject([
                    ("verdict", .string(row.verdict)), ("programs", .int(row.programs)),
                    ("executions", .int(row.executions)), ("answers", .int(row.answers)),
                ]))
        }
        return .object(
            JSONObject([("counts", .array(counts)), ("slowest", objects(slowest)), ("near_limits", objects(near))]))
    }
}
