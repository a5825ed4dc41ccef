import Analysis
import JSON
import RunStore
import Statistics

/// Evaluations of the same name that two runs hold, paired by problem.
struct ComparedEvaluations {
    /// More than this many of a pair of runs are left out: each is read whole.
    private static let most = 20

    /// A section for programs, then one for people for each comparison.
    private(set) var sections: [Page.Section] = []
    /// Why some were not compared.
    private(set) var notes: [String] = []
    private var data: [JSONValue] = []

    /// Compares the evaluations of each run with those of the first.
    init(_ runs: [RunReader]) {
        guard let first = runs.first else { return }
        for run in runs.dropFirst() { compare(run, with: first) }
        sections.insert(Page.Section("evaluations", data: .array(data)), at: 0)
    }

    private mutating func compare(_ run: RunReader, with first: RunReader) {
        let names: [String]
        do {
            let known = Set(try EvaluationRecord.names(in: run))
            names = try EvaluationRecord.names(in: first).filter(known.contains)
        } catch { return notes.append("evaluations are not compared: \(error)") }
        if names.count > Self.most {
            notes.append(
                "of \(names.count) evaluations that \(run.info.id) and \(first.info.id) have, the first \(Self.most) are compared"
            )
        }
        for name in names.prefix(Self.most) {
            do {
                // As everywhere on the page, the later run less the first.
                let comparison = try Comparison(
                    EvaluationRecord(name, of: run).outcomes(), named: run.info.id,
                    EvaluationRecord(name, of: first).outcomes(), named: first.info.id)
                let page = Page(comparison: comparison)
                sections.append(
                    .init(
                        heading: .line(
                            Text(
                                "evaluation \"\(name)\": what \(run.info.id) solves more than \(first.info.id)",
                                .heading)),
                        page.sections.flatMap(\.blocks)))
                data.append([
                    "name": .string(name), "run": .string(run.info.id), "reference": .string(first.info.id),
                    "comparison": comparison.json,
                ])
            } catch { notes.append("evaluation \"\(name)\" is not compared: \(error)") }
        }
    }
}
