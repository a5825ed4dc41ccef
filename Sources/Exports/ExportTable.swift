import RunStore
import JSON

/// Rows of records as columns of one kind each, for data frames.
///
/// A column keeps the values that there are, not the cells: a thousand rows with columns of their own take no more memory than a thousand alike.
package struct ExportTable: Sendable {
    /// The cells of a column, all of one kind; nil where a row has none.
    enum Cells: Sendable {
        case integers([Int?])
        case numbers([Double?])
        case booleans([Bool?])
        case texts([String?])
    }

    /// A table of more cells than this is refused, missing ones included: nothing would read it.
    static let mostCells = 1 << 26

    let columns: [Column]
    /// How many rows there are.
    package let count: Int
    /// What was left out, and why: a sentence each.
    package let notes: [String]

    /// A table of what `rows` took in.
    init(_ rows: ExportRows, notes: [String]) {
        (columns, count, self.notes) = (rows.columns, rows.count, notes + rows.notes)
    }

    /// The parts in which the rows are written: as many at a time as make a few MB of cells.
    var parts: [Range<Int>] {
        let rows = max(1, (1 << 18) / max(1, columns.count))
        return stride(from: 0, to: count, by: rows).map { $0..<min(count, $0 + rows) }
    }

    /// The values of a column.
    struct Column: Sendable {
        /// What all cells of a column are.
        enum Kind: Sendable { case integers, numbers, booleans, texts }

        private enum Storage: Sendable {
            /// The rows that have a value, from the first on, and the values.
            case sparse(rows: [Int32], values: [JSONValue])
            /// The value of all rows of a run, and where these end.
            case runs([(value: JSONValue, end: Int)])
        }

        let name: String
        let kind: Kind
        private let storage: Storage

        /// A column with one value a run; null where a run has none.
        init(name: String, runs: [(value: JSONValue, end: Int)]) {
            self.name = name
            (kind, storage) = (Self.kind(runs.map(\.value).filter { $0 != .null }), .runs(runs))
        }

        private init(name: String, rows: [Int32], values: [JSONValue]) {
            self.name = name
            (kind, storage) = (Self.kind(values), .sparse(rows: rows, values: values))
        }

        /// The column of `values`, which stand in `rows`; of intervals, which are lists of two numbers, one for each end.
        static func columns(name: String, rows: [Int32], values: [JSONValue]) -> [Column] {
            let ends = values.map { value in value.array.flatMap { $0.count == 2 ? $0 : nil } }
            guard !values.isEmpty, ends.allSatisfy({ $0?.allSatisfy { $0.double != nil } ?? false }) else {
                return [Column(name: name, rows: rows, values: values)]
            }
            return ["lower", "upper"].enumerated().map { place, end in
                Column(name: name + " " + end, rows: rows, values: ends.map { $0![place] })
            }
        }

        private static func kind(_ values: [JSONValue]) -> Kind {
            if values.allSatisfy({ $0.int != nil }) { return .integers }
            if values.allSatisfy({ $0.double != nil }) { return .numbers }
            if values.allSatisfy({ $0.bool != nil }) { return .booleans }
            return .texts
        }

        /// The cells of some rows. Lists and objects are texts in JSON.
        func cells(_ rows: Range<Int>) -> Cells {
            switch kind {
            case .integers: .integers(cells(rows) { $0.int })
            case .numbers: .numbers(cells(rows) { $0.double })
            case .booleans: .booleans(cells(rows) { $0.bool })
            case .texts: .texts(cells(rows) { $0.string ?? $0.text })
            }
        }

        private func cells<Value>(_ wanted: Range<Int>, _ read: (JSONValue) -> Value?) -> [Value?] {
            var cells = [Value?](repeating: nil, count: wanted.count)
            switch storage {
            case .sparse(let rows, let values):
                var (place, end) = (0, rows.count)
                while place < end {
                    let middle = (place + end) / 2
                    if Int(rows[middle]) < wanted.lowerBound { place = middle + 1 } else { end = middle }
                }
                while place < rows.count, Int(rows[place]) < wanted.upperBound {
                    cells[Int(rows[place]) - wanted.lowerBound] = read(values[place])
                    place += 1
                }
            case .runs(let runs):
                var start = 0
                for (value, end) in runs {
                    let part =
                        max(start, wanted.lowerBound)..<max(start, wanted.lowerBound, min(end, wanted.upperBound))
                    if value != .null, !part.isEmpty {
                        let cell = read(value)
                        for row in part { cells[row - wanted.lowerBound] = cell }
                    }
                    start = end
                }
            }
            return cells
        }
    }
}
