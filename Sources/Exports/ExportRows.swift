import RunStore
import JSON

/// Takes in rows one after the other and sorts their values into columns, in the order in which the names first appear.
struct ExportRows {
    /// More values than this are refused.
    private static let mostValues = 1 << 25

    private struct Values {
        let name: String
        var rows: [Int32] = []
        var values: [JSONValue] = []
    }

    /// What each row of a run has, and where the run's rows end.
    private var heads: [(values: JSONObject, end: Int)]
    private let headNames: [ByteString]
    private let taken: Set<ByteString>
    private var values: [Values] = []
    private var places: [ByteString: Int] = [:]
    private var valueCount = 0
    private var leavesOutNames = false
    /// How many rows were taken in.
    private(set) var count = 0

    /// Begins with the heads of runs: what each row of a run has, in columns before all others, also where a run has no rows.
    init(heads: [JSONObject]) {
        self.heads = heads.map { ($0, 0) }
        var (seen, names): (Set<ByteString>, [ByteString]) = ([], [])
        for member in heads.flatMap(\.members) where seen.insert(ByteString(member.key)).inserted {
            names.append(ByteString(member.key))
        }
        headNames = names
        taken = seen
    }

    /// Takes in the next row of run `run`; the rows of a run follow one another. A name that heads have becomes `metric.NAME`: a row keeps what
    /// tells runs apart.
    mutating func add(run: Int, _ row: JSONObject) throws {
        guard count < Int(Int32.max) else {
            throw RunStoreError(.tooLarge, "more than the \(count) rows that are exported at once; export fewer runs")
        }
        for member in row.members where member.value != .null {
            let name = ByteString(taken.contains(ByteString(member.key)) ? "metric." + member.key : member.key)
            let place = places[name] ?? values.count
            if place == values.count {
                guard values.count < RecordLimits.names, name.text.utf8.count <= RecordLimits.nameBytes else {
                    leavesOutNames = true
                    continue
                }
                places[name] = place
                values.append(Values(name: name.text))
            }
            values[place].rows.append(Int32(count))
            values[place].values.append(member.value)
            valueCount += 1
        }
        guard valueCount <= Self.mostValues else {
            throw RunStoreError(
                .tooLarge, "more than the \(Self.mostValues) values that are exported at once; export fewer runs")
        }
        count += 1
        heads[run].end = count
        guard count * (headNames.count + values.count) <= ExportTable.mostCells else {
            throw RunStoreError(
                .tooLarge,
                "the export would have more than \(count) rows of \(headNames.count + values.count) columns, more cells than "
                    + "the \(ExportTable.mostCells) that are written; export fewer runs at a time, or a row for each value "
                    + "with --long")
        }
    }

    /// The columns: those of the heads, then the others.
    var columns: [ExportTable.Column] {
        // By tables: heads have thousands of members where somebody made them so.
        let values = heads.map { head in
            Dictionary(uniqueKeysWithValues: head.values.members.map { (ByteString($0.key), $0.value) })
        }
        return headNames.map { name in
            ExportTable.Column(
                name: name.text, runs: zip(heads, values).map { (value: $1[name] ?? .null, end: $0.end) })
        } + self.values.flatMap { ExportTable.Column.columns(name: $0.name, rows: $0.rows, values: $0.values) }
    }

    /// What was left out: a sentence each.
    var notes: [String] {
        leavesOutNames
            ? ["only the first \(RecordLimits.names) names are exported; further ones were left out"] : []
    }
}
