import Replay
import JSON
import Pages
import Rendering
import RunStore
import ScriptAPI

/// What a replay found.
enum ReplayPages {
    /// Findings that are shown.
    private static let shown = 10

    static func check(_ report: ReplayReport, of run: RunReader) -> Page {
        var blocks: [Page.Block] = []
        if report.isEmpty {
            blocks.append(.line(Text("nothing to replay", .doubtful) + Text(" in \(run.info.id)")))
        } else {
            let parts =
                [
                    count(report.episodes, "episode"),
                    count(report.programs, "program")
                        + " (\(NumberFormat.grouped(report.executions)) executed, the others are the same)",
                    report.steps > 0 ? count(report.steps, "step") + " of metrics" : nil,
                    // That no row was looked at is worth a word too.
                    report.rows > 0 ? count(report.rows, "row") + " of tables" : "no row of a table",
                ].compactMap { $0 }.joined(separator: ", ")
            let verdict =
                report.isConsistent
                ? Text("everything follows", .good)
                : Text("\(count(report.findingCount, "number")) do not follow", .bad)
            blocks.append(.line(verdict + Text(" from what was sampled in \(run.info.id): \(parts)")))
        }
        blocks += report.findings.prefix(shown).map { finding in
            let program = finding.what == "verdict" ? finding.program.map { " for \(brief($0))" } ?? "" : ""
            return .line(Text(line(finding) + program))
        }
        if report.findingCount > shown { blocks.append(.line(Text("  and \(report.findingCount - shown) more"))) }
        return Page(blocks + left(out: report.notCovered), data: report.json)
    }

    static func payments(_ report: PaymentReport, rule: String, of run: RunReader) -> Page {
        guard !report.lines.isEmpty else {
            return Page([.line(Text("no episodes in \(run.info.id)"))], data: report.json)
        }
        var table = Table([
            .init("episodes of"), .init("n", isNumeric: true), .init("recorded", isNumeric: true),
            .init("recorded 95%", title: "95%", isNumeric: true), .init("paid", title: "with \(rule)", isNumeric: true),
            .init("paid 95%", title: "95%", isNumeric: true), .init("changed", isNumeric: true),
        ])
        func interval(_ numbers: [Double]) -> [String] {
            guard numbers.count == 3 else { return ["", ""] }
            let shown = numbers.map { NumberFormat.fixed($0, places: 3) }
            return [shown[0], "\(shown[1]), \(shown[2])"]
        }
        for line in report.lines {
            let texts =
                [line.name, NumberFormat.grouped(line.episodes)] + interval(line.recorded) + interval(line.paid)
                + [NumberFormat.grouped(line.changed)]
            table.add(texts.map { .init($0) })
        }
        let remark =
            "mean reward of \(run.info.id)'s episodes, by the recorded verdicts; 95% intervals over problems"
        var page = Page([.line(Text(remark))], data: report.json)
        page.sections.append(.init([.table(table)]))
        return page
    }

    static func messages(_ report: MessageReport, kind: String, of run: RunReader) -> Page {
        var blocks: [Page.Block] = [
            .line(
                Text(
                    "with feedback=\(kind), \(NumberFormat.grouped(report.changed)) of "
                        + "\(NumberFormat.grouped(report.messages)) messages in \(run.info.id) would have been others, in "
                        + "\(NumberFormat.grouped(report.changedEpisodes)) of \(NumberFormat.grouped(report.episodes)) "
                        + "episodes; what the policy would have answered is not known"))
        ]
        if let first = report.first {
            blocks += [
                "first: \(first.place)", "  recorded  \(brief(first.recorded))", "  instead   \(brief(first.told))",
            ].map { .line(Text($0)) }
        }
        return Page(blocks + left(out: report.notCovered), data: report.json)
    }

    static func line(_ finding: ReplayReport.Finding) -> String {
        "  \(finding.place): \(finding.what) is \(brief(finding.recorded)) in the record, \(brief(finding.rebuilt)) by replay"
    }

    private static func left(out sentences: [String]) -> [Page.Block] {
        guard !sentences.isEmpty else { return [] }
        return [.line("not covered:")] + sentences.map { .line(Text("  \($0)")) }
    }

    private static func count(_ number: Int, _ name: String) -> String {
        "\(NumberFormat.grouped(number)) \(name)\(number == 1 ? "" : "s")"
    }

    /// A text on one line.
    static func brief(_ text: String) -> String {
        let line = text.split(separator: "\n").joined(separator: "⏎")
        return line.count > 70 ? line.prefix(69) + "…" : line
    }
}
