import JSON
import Ledger
import Pages
import Rendering
import Rollouts
import RunStore

/// What a rerun came to.
struct RerunPage {
    let old: RunInfo
    let new: RunInfo
    let verdict: RerunVerdict
    /// What the recorded verdicts said, where they were asked.
    let verdicts: RecordedVerdicts.Report?

    var page: Page {
        let head =
            switch verdict.kind {
            case .identical:
                Text("identical", .good) + Text(" to \(old.id): \(verdict.comparison.summary), bit for bit")
            case .differs: Text("differs", .bad) + Text(" from \(old.id)")
            case .cannotCompare:
                Text("cannot compare", .doubtful)
                    + Text(" with \(old.id): \(verdict.reasons.joined(separator: "; "))")
            }
        var lines: [String] = []
        for (section, difference) in verdict.comparison.differences {
            let (before, now) = (difference.old ?? "nothing", difference.new ?? "nothing")
            lines.append(
                "  \(section.name): \(section.differing) of \(max(section.compared, section.differing)) differ, first "
                    + "\(difference.place): \(before) then, \(now) now")
        }
        let same = verdict.comparison.sections.filter {
            $0.compared > 0 && $0.differing == 0 && $0.problem == nil && $0.name != "results"
        }
        if verdict.kind != .identical, !same.isEmpty {
            lines.append("  the same: \(same.map(\.counted).joined(separator: ", "))")
        }
        lines += verdict.notes.map { "  note: \($0)" }
        let programs = verdicts.map { ChangedVerdicts.blocks($0) } ?? []
        return Page([.line(head)] + lines.map { .line(Text($0)) } + programs, data: data)
    }

    private var data: JSONValue {
        var object: JSONObject = ["run": .string(old.id), "rerun": .string(new.id)]
        object.merge(verdict.json.object ?? JSONObject())
        if let verdicts { object["verdicts"] = ChangedVerdicts.json(verdicts) }
        return .object(object)
    }
}

/// What became of programs whose verdicts were recorded before.
enum ChangedVerdicts {
    /// How many programs are shown.
    private static let shown = 10

    static func blocks(_ report: RecordedVerdicts.Report) -> [Page.Block] {
        let known = report.asked - report.missing
        var lines = [
            "verdicts: \(NumberFormat.grouped(known)) of \(NumberFormat.grouped(report.asked)) programs were recorded; "
                + "\(report.differences.count) came out otherwise"
        ]
        for difference in report.differences.prefix(shown) {
            let (old, new) = (difference.old.verdict.rawValue, difference.new.verdict.rawValue)
            let change = old == new ? "\(old), with other output" : "\(old) then, \(new) now"
            lines.append("  \(ReplayPages.brief(difference.program)): \(change)")
        }
        if report.differences.count > shown { lines.append("  and \(report.differences.count - shown) more") }
        return lines.map { .line(Text($0)) }
    }

    static func json(_ report: RecordedVerdicts.Report) -> JSONValue {
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
}
