package import Ledger
import RunStore
import JSON

extension Page {
    /// A run's ledger of executions: how programs ended, the `top` slowest, and as many of those near a limit.
    package init(verdictsOf ledger: VerdictLedger, top: Int) throws {
        var table = Table([
            .init("verdict"), .init("programs", isNumeric: true), .init("executions", isNumeric: true),
            .init("answers", title: "from the ledger", isNumeric: true),
        ])
        for row in try ledger.counts() {
            table.add([.init(row.verdict), .init(row.programs), .init(row.executions), .init(row.answers)])
        }
        self.init([Section("counts", [.table(table)])])
        sections.append(Self.section("slowest", "Slowest", try ledger.slowest(top)))
        sections.append(Self.section("near_limits", "Near a limit", try ledger.nearLimits(top)))
    }

    private static func section(_ key: String, _ title: String, _ entries: [VerdictLedger.Entry]) -> Section {
        var section = Section(key, data: .array(entries.map(json)))
        guard !entries.isEmpty else { return section }
        var table = Table([
            .init("key"), .init("runtime", title: "ran on"), .init("verdict"),
            .init("cpu_seconds", title: "CPU s", isNumeric: true),
            .init("cpu_limit_seconds", title: "limit", isNumeric: true),
            .init("memory_bytes", title: "MiB", isNumeric: true),
            .init("memory_limit_bytes", title: "limit", isNumeric: true), .init("program", title: "first line"),
        ])
        for entry in entries {
            let line = entry.program.split(whereSeparator: \.isNewline).first.map { String($0.prefix(40)) } ?? ""
            table.add([
                .init(String(entry.key.prefix(8))), .init(entry.runtime), .init(entry.verdict),
                .init(thousandths(entry.cpuSeconds)), .init(thousandths(entry.cpuLimit)),
                .init("\(entry.memoryBytes >> 20)"), .init("\(entry.memoryLimit >> 20)"), .init(line),
            ])
        }
        (section.heading, section.blocks) = (.line(Text(title)), [.table(table)])
        return section
    }

    private static func thousandths(_ seconds: Double) -> String { "\((seconds * 1000).rounded() / 1000)" }

    private static func json(_ entry: VerdictLedger.Entry) -> JSONValue {
        [
            "key": .string(entry.key), "runtime": .string(entry.runtime), "verdict": .string(entry.verdict),
            "cpu_seconds": .number(entry.cpuSeconds), "cpu_limit_seconds": .number(entry.cpuLimit),
            "memory_bytes": .int(entry.memoryBytes), "memory_limit_bytes": .int(entry.memoryLimit),
            "program": .string(entry.program),
        ]
    }
}
