/// A JSON value that keeps the order of keys and tells whole numbers from others.
///
/// Numbers that JSON cannot write become the strings `"NaN"`, `"Infinity"` and `"-Infinity"`; `double` reads them back.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// A number whose shortest decimal form gives back exactly `value`, e.g. 0.1 rather than 0.10000000149011612.
    package init(_ value: Float) {
        let short = Double(value.description) ?? Double(value)
        // A double between two floats rounds to one of them; in the rare case of the wrong one all digits are kept.
        self = .number(Float(short) == value ? short : Double(value))
    }

    /// The number, also one of the strings that stand for what JSON cannot write.
    package var double: Double? {
        switch self {
        case .int(let value): Double(value)
        case .number(let value): value
        case .string("NaN"): .nan
        case .string("Infinity"): .infinity
        case .string("-Infinity"): -.infinity
        default: nil
        }
    }

    /// Whether the value is `null`.
    package var isNull: Bool { self == .null }
    /// The whole number, or nil.
    package var int: Int? { if case .int(let value) = self { value } else { nil } }
    /// The truth value, or nil.
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The text, or nil.
    package var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The elements, or nil.
    package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    /// The members, or nil.
    package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

    /// The value of an object's `key`, or nil when there is none or this is no object.
    package subscript(key: String) -> JSONValue? { object?[key] }

    /// What the value is, for messages.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a truth value"
        case .int: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
    package init(nilLiteral: ()) { self = .null }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
