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
}

/// The members of a JSON object in order. Where a key comes twice, the first counts.
package struct JSONObject: Sendable, Hashable {
    /// A key and its value.
    package struct Member: Sendable, Hashable {
        package var key: String
        package var value: JSONValue
    }

    package var members: [Member] = []

    /// An object without members.
    package init() {}

    /// An object from ordered pairs.
    package init(_ pairs: some Sequence<(String, JSONValue)>) {
        members = pairs.map { Member(key: $0.0, value: $0.1) }
    }

    /// The value of `key`; setting an unknown key appends it, setting nil takes it out.
    package subscript(key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Adds a member at the end.
    package mutating func append(_ key: String, _ value: JSONValue) { members.append(Member(key: key, value: value)) }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
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
