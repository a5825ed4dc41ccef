package import JSON

/// What a setting may be: a value that records keep as JSON.
package protocol SettingValue: Sendable {
    /// The type in an error's words: `an integer`.
    static var noun: String { get }
    var json: JSONValue { get }
    /// Reads what `json` wrote; nil for anything else.
    init?(_ json: JSONValue)
}

extension Int: SettingValue {
    package static var noun: String { "an integer" }
    package var json: JSONValue { .int(self) }
    package init?(_ json: JSONValue) {
        guard let value = json.int else { return nil }
        self = value
    }
}

extension Double: SettingValue {
    package static var noun: String { "a number" }
    package var json: JSONValue { .number(self) }
    package init?(_ json: JSONValue) {
        guard let value = json.double else { return nil }
        self = value
    }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    package static var noun: String { Wrapped.noun }
    package var json: JSONValue { self?.json ?? .null }
    package init?(_ json: JSONValue) {
        if json.isNull {
            self = Optional<Wrapped>.none
        } else {
            guard let value = Wrapped(json) else { return nil }
            self = value
        }
    }
}

extension [String]: SettingValue {
    package static var noun: String { "a list of texts" }
    package var json: JSONValue { .array(map { .string($0) }) }
    package init?(_ json: JSONValue) {
        guard let texts = json.array?.map(\.string), !texts.contains(nil) else { return nil }
        self = texts.compactMap { $0 }
    }
}

/// One of a few names.
package protocol NamedSetting: SettingValue, RawRepresentable, CaseIterable where RawValue == String {}

extension NamedSetting {
    package static var noun: String { allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") }
    package var json: JSONValue { .string(rawValue) }
    package init?(_ json: JSONValue) {
        guard let name = json.string else { return nil }
        self.init(rawValue: name)
    }
}

/// A function of the script, which stands in a configuration, and in a record, by the name "function".
///
/// What is called is in `EnvironmentFunctions`.
package struct ScriptFunction: SettingValue, Hashable {
    private static let name: JSONValue = "function"

    package init() {}
    package static var noun: String { "a function" }
    package var json: JSONValue { Self.name }
    package init?(_ json: JSONValue) { if json != Self.name { return nil } }
}

/// A value, or a function of the script in its place.
package enum ValueOrFunction<Value: SettingValue>: SettingValue {
    case value(Value)
    case function

    /// The value; nil for a function.
    package var value: Value? { if case .value(let value) = self { value } else { nil } }

    package static var noun: String { "\(Value.noun) or a function" }
    package var json: JSONValue { value?.json ?? ScriptFunction().json }
    package init?(_ json: JSONValue) {
        if ScriptFunction(json) != nil {
            self = .function
        } else {
            guard let value = Value(json) else { return nil }
            self = .value(value)
        }
    }
}
