import GRDB
import RunStore
package import JSON

/// A number or a text, as the index keeps it.
package enum IndexValue: Sendable, Hashable {
    case integer(Int)
    case number(Double)
    case text(String)

    /// The value as numbers and texts; nil for null. What is nested stands as its text.
    init?(_ value: JSONValue) {
        switch value {
        case .null: return nil
        case .int(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .string(let text): self = value.double.map { .number($0) } ?? .text(text)
        case .bool, .array, .object: self = .text(value.exactText)
        }
    }

    /// The value as a row has it. SQLite has no NaN and keeps it as NULL.
    init(_ stored: DatabaseValue) {
        switch stored.storage {
        case .int64(let value): self = .integer(Int(value))
        case .double(let value): self = .number(value)
        case .string(let text): self = .text(text)
        case .null, .blob: self = .number(.nan)
        }
    }

    /// The value for SQLite.
    var stored: DatabaseValue {
        switch self {
        case .integer(let value): value.databaseValue
        case .number(let value): value.isNaN ? .null : value.databaseValue
        case .text(let text): text.databaseValue
        }
    }

    /// The number, or nil for a text.
    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .text: nil
        }
    }

    /// The value for programs.
    package var json: JSONValue {
        switch self {
        case .integer(let value): .int(value)
        case .number(let value): .number(value)
        case .text(let text): .string(text)
        }
    }

    /// The value as it stands in a list, numbers with all their digits.
    package var text: String { json.exactText }

    /// Nothing before numbers, numbers before texts.
    static func isLess(_ left: IndexValue?, _ right: IndexValue?) -> Bool {
        switch (left, right) {
        case (nil, _?): true
        case (_, nil): false
        case (.text(let a)?, .text(let b)?): a < b
        case (let a?, let b?):
            if let a = a.double, let b = b.double { a < b } else { a.double != nil && b.double == nil }
        }
    }
}
