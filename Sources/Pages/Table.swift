package import JSON
import Rendering
import RunStore

/// A table: what people see in its cells, and the values that programs get.
package struct Table: Sendable {
    /// A column's name and how its cells stand.
    package struct Column: Sendable {
        package var name: String
        /// What stands over it, where that is not its name: two columns may have one head.
        package var title: String
        package var isNumeric: Bool

        /// A column; numbers stand at the right.
        package init(_ name: String, title: String? = nil, isNumeric: Bool = false) {
            (self.name, self.title, self.isNumeric) = (name, title ?? name, isNumeric)
        }
    }

    /// A cell.
    package struct Cell: Sendable {
        /// What people see.
        package enum Shown: Sendable {
            case text(String)
            /// A series in one line.
            case series([Double])
        }
        package var shown: Shown
        package var value: JSONValue

        /// A cell that people see as `text`.
        package init(_ text: String, _ value: JSONValue? = nil) {
            (shown, self.value) = (.text(text), value ?? .string(text))
        }

        /// A whole number.
        package init(_ number: Int) { self.init(String(number), .int(number)) }

        /// A series.
        package init(series: [Double]) {
            (shown, value) = (.series(series), .array(series.map { .number($0) }))
        }
    }

    package private(set) var columns: [Column]
    package private(set) var rows: [[Cell]] = []

    /// An empty table.
    package init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row, a cell for each column.
    package mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// Rows of a record: a column for each key in the order of first appearance, an interval beside its value, numbers alike within a column.
    package init(rows: [JSONObject]) {
        let shown = RecordedColumns(rows)
        self.init(shown.columns.map { Column($0.name, isNumeric: $0.isNumeric) })
        for (place, row) in rows.enumerated() {
            add(shown.columns.map { Cell($0.texts[place], row[$0.name] ?? .null) })
        }
    }

    /// What programs get: an object for each row.
    package var json: JSONValue {
        .array(rows.map { row in .object(JSONObject(zip(columns, row).map { ($0.name, $1.value) })) })
    }
}
