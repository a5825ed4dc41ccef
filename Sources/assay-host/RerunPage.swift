import JSON
import Rendering
import Ledger
import RunStore

/// What a rerun came to, for people.
struct RerunPage {
    let old: RunInfo
    let new: RunInfo
    let verdict: RerunVerdict
    /// What the recorded verdicts said, where they were asked.
    let verdicts: RecordedVerdicts.Report?

    func text(on terminal: Terminal) -> String {
        let style = terminal.style
        let head =
            switch verdict.kind {
            case .identical:
                style.green("identical")
                    + TextWidth.printable(" to \(old.id): \(verdict.comparison.summary), bit for bit")
            case .differs: style.red("differs") + TextWidth.printable(" from \(old.id)")
            case .cannotCompare:
                style.yellow("cannot compare")
                    + TextWidth.printable(" with \(old.id): \(verdict.reasons.joined(separator: "; "))")
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
        let programs = verdicts.map { ChangedVerdictsPage($0).text } ?? ""
        return head + "\n" + lines.map { TextWidth.printable($0) + "\n" }.joined() + programs
    }

    var json: JSONValue {
        var object: JSONObject = ["run": .string(old.id), "rerun": .string(new.id)]
        object.merge(verdict.json.object ?? JSONObject())
        if let verdicts { object["verdicts"] = ChangedVerdictsPage(verdicts).json }
        return .object(object)
    }
}
