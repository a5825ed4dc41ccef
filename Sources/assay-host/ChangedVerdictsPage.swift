import JSON
import Rendering
import Rollouts
import Ledger
import RunStore

/// What became of programs whose verdicts were recorded before.
struct ChangedVerdictsPage {
    /// How many programs are shown.
    private static let shown = 10
    private let report: RecordedVerdicts.Report

    init(_ report: RecordedVerdicts.Report) { self.report = report }

    var text: String {
        let known = report.asked - report.missing
        var lines = [
            "verdicts: \(NumberFormat.grouped(known)) of \(NumberFormat.grouped(report.asked)) programs were recorded; "
                + "\(report.differences.count) came out otherwise"
        ]
        for difference in report.differences.prefix(Self.shown) {
            let (old, new) = (difference.old.verdict.rawValue, difference.new.verdict.rawValue)
            let change = old == new ? "\(old), with other output" : "\(old) then, \(new) now"
            lines.append("  \(Self.brief(difference.program)): \(change)")
        }
        if report.differences.count > Self.shown { lines.append("  and \(report.differences.count - Self.shown) more") }
        return lines.map { TextWidth.printable($0) + "\n" }.joined()
    }

    var json: JSONValue {
        [
            "asked": .int(report.asked), "missing": .int(report.missing),
            "differences": .array(
                report.differences.map { difference in
                    [
                        "program": .string(difference.program), "old": .string(difference.old.verdict.rawValue),
                        "new": .string(difference.new.verdict.rawValue),
                    ]
                }),
        ]
    }

    /// A program on one line.
    private static func brief(_ program: String) -> String {
        let line = program.split(separator: "\n").joined(separator: "⏎")
        return line.count > 60 ? line.prefix(59) + "…" : line
    }
}
