import JSON
import Rendering
import RunStore
import ScriptAPI

/// What a replay found, for people.
enum ReplayPages {
    /// Findings that are shown.
    private static let shown = 10

    static func check(_ report: ReplayReport, of run: RunReader, on terminal: Terminal) -> String {
        let style = terminal.style
        func count(_ number: Int, _ name: String) -> String {
            "\(NumberFormat.grouped(number)) \(name)\(number == 1 ? "" : "s")"
        }
        var lines: [String] = []
        if report.isEmpty {
            lines.append(style.yellow("nothing to replay") + " in \(run.info.id)")
        } else {
            let parts =
                [
                    count(report.episodes, "episode"),
                    count(report.programs, "program")
                        + " (\(NumberFormat.grouped(report.executions)) executed, the others are the same)",
                    report.steps > 0 ? count(report.steps, "step") + " of metrics" : nil,
                    report.rows > 0 ? count(report.rows, "row") + " of solve rates" : nil,
                ].compactMap { $0 }.joined(separator: ", ")
            lines.append(
                report.isConsistent
                    ? style.green("everything follows") + " from what was sampled in \(run.info.id): \(parts)"
                    : style.red("\(count(report.findingCount, "number")) do not follow")
                        + " from what was sampled in \(run.info.id): \(parts)")
        }
        for finding in report.findings.prefix(shown) {
            let program = finding.what == "verdict" ? finding.program.map { " for \(brief($0))" } ?? "" : ""
            lines.append(
                TextWidth.printable(
                    "  \(finding.place): \(finding.what) is \(brief(finding.recorded)) in the record, "
                        + "\(brief(finding.rebuilt)) by replay\(program)"))
        }
        if report.findingCount > shown { lines.append("  and \(report.findingCount - shown) more") }
        return lines.map { $0 + "\n" }.joined() + left(out: report.notCovered)
    }

    static func payments(_ report: PaymentReport, rule: String, of run: RunReader, on terminal: Terminal) -> String {
        guard !report.lines.isEmpty else { return "no episodes in \(run.info.id)\n" }
        var table = TextTable([
            .init("episodes of"), .init("n", .right), .init("recorded", .right), .init("95%", .right),
            .init("with \(rule)", .right), .init("95%", .right), .init("changed", .right),
        ])
        func interval(_ numbers: [Double]) -> [String] {
            guard numbers.count == 3 else { return ["", ""] }
            let shown = numbers.map { NumberFormat.fixed($0, places: 3) }
            return [shown[0], "\(shown[1]), \(shown[2])"]
        }
        for line in report.lines {
            table.add(
                [line.name, NumberFormat.grouped(line.episodes)] + interval(line.recorded) + interval(line.paid)
                    + [NumberFormat.grouped(line.changed)])
        }
        let lines = table.lines(width: terminal.tableWidth, style: terminal.style)
        return "mean reward of \(run.info.id)'s episodes, by the recorded verdicts; 95% intervals over problems\n\n"
            + lines.map { $0 + "\n" }.joined()
    }

    static func messages(_ report: MessageReport, kind: String, of run: RunReader) -> String {
        var text =
            "with feedback=\(kind), \(NumberFormat.grouped(report.changed)) of \(NumberFormat.grouped(report.messages)) messages in "
            + "\(run.info.id) would have been others, in \(NumberFormat.grouped(report.changedEpisodes)) of "
            + "\(NumberFormat.grouped(report.episodes)) episodes; what the policy would have answered is not known\n"
        if let first = report.first {
            text += "first: \(first.place)\n  recorded  \(brief(first.recorded))\n  instead   \(brief(first.told))\n"
        }
        return TextWidth.printable(text) + left(out: report.notCovered)
    }

    private static func left(out sentences: [String]) -> String {
        guard !sentences.isEmpty else { return "" }
        return "not covered:\n" + sentences.map { TextWidth.printable("  \($0)") + "\n" }.joined()
    }

    /// A text on one line.
    static func brief(_ text: String) -> String {
        let line = text.split(separator: "\n").joined(separator: "⏎")
        return line.count > 70 ? line.prefix(69) + "…" : line
    }
}
