/// Two runs beside each other, to the bit: what was compared, and where they part first.
///
/// Compared are metrics (all but `time`), the rows of tables, episodes, artifacts, plots and checkpoints. What clocks and paths have a part in is
/// not: `time`, `cells.jsonl`, `console.log`, `run.json`.
package struct RunComparison: Sendable, Equatable {
    /// One kind of record.
    package struct Section: Sendable, Equatable {
        /// What is counted: `steps`, `rows of tables`, `episodes`, `artifacts`, `plots`, `checkpoints`.
        package let name: String
        /// How many of them both runs have and were compared.
        package var compared = 0
        /// How many are not the same, or in one run alone.
        package var differing = 0
        /// The first of those.
        package var first: RecordDifference?
        /// Why they could not be compared, or not all.
        package var problem: String?

        init(_ name: String) { self.name = name }

        /// `1 step`, `12 steps`.
        package var counted: String {
            let one = name.hasPrefix("rows") ? "row of tables" : String(name.dropLast())
            return "\(compared) \(compared == 1 ? one : name)"
        }

        mutating func note(_ difference: RecordDifference?) {
            guard let difference else { return }
            differing += 1
            if first == nil { first = difference }
        }
    }

    package private(set) var sections: [Section] = []
    /// Whether one of the runs did not come to its end, so that only what both have was compared, and no file that a script may have written
    /// again later.
    package let isPrefix: Bool

    /// Compares run `old` with `new`.
    ///
    /// A record that cannot be read is a problem of its section; the others are compared all the same.
    package init(_ old: RunReader, _ new: RunReader) throws {
        func isWhole(_ run: RunReader) -> Bool { run.info.status == .completed || run.info.status == .failed }
        isPrefix = !isWhole(old) || !isWhole(new)
        let records = RecordPair(old: old, new: new, isPrefix: isPrefix)
        add("steps", records.compareMetrics)
        add("rows of tables", records.compareTables)
        add("episodes", records.compareEpisodes)
        if isPrefix { return }
        add("artifacts") { try records.compareFiles("artifacts", "artifact", in: &$0) }
        add("plots") { try records.compareFiles("plots", "plot", in: &$0) }
        add("checkpoints", records.compareCheckpoints)
        add("results", records.compareEnds)
    }

    private mutating func add(_ name: String, _ compare: (inout Section) throws -> Void) {
        var section = Section(name)
        do {
            try compare(&section)
        } catch {
            section.problem = "\(error)"
        }
        sections.append(section)
    }

    /// Whether everything that was compared is the same.
    package var isSame: Bool { sections.allSatisfy { $0.differing == 0 && $0.problem == nil } }
    /// The first difference of each section that has one.
    package var differences: [(section: Section, difference: RecordDifference)] {
        sections.compactMap { section in section.first.map { (section, $0) } }
    }
    /// Why some of it could not be compared.
    package var problems: [String] { sections.compactMap(\.problem) }
    /// `12 steps, 96 episodes`; what there was none of is left out.
    package var summary: String {
        let counted = sections.filter { $0.compared > 0 && $0.name != "results" }
        if counted.isEmpty { return "nothing was recorded in both runs" }
        return counted.map(\.counted).joined(separator: ", ")
    }
}
