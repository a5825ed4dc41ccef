package import JSON

/// A setting of an environment: its name, meaning, allowed values and default, in one line.
///
///     @Setting("turns", "most programs for one problem", .in(1...100)) package var turns = 3
///
/// The name is the one that scripts write and that records keep. Scripts (through `ScriptAPI`), the record and its readers all go
/// through `EnvironmentConfig.settings`, so that the line is all there is to say about an option; what it does stands where it acts.
@propertyWrapper
package struct Setting<Value: SettingValue>: Sendable {
    package let name: String
    package let summary: String
    package let allowed: Allowed<Value>
    /// What it decides: conversations that train, that are measured, or both.
    package let use: EnvironmentConfig.Use?
    /// What it was in records from before it was a setting; its default where nothing else is said.
    let before: Value
    /// Its name in earlier records; nil for the same.
    package let formerly: String?
    private var slot: Slot

    /// Filled while a configuration is made, by `fill`; never changed afterwards, so that configurations are values.
    private final class Slot: @unchecked Sendable {
        var value: Value
        init(_ value: Value) { self.value = value }
    }

    /// - Parameters:
    ///   - use: the only use that has this setting; nil for both.
    ///   - before: what it was in records that lack it.
    ///   - formerly: its name in earlier records.
    package init(
        wrappedValue: Value, _ name: String, _ summary: String, _ allowed: Allowed<Value> = .any,
        only use: EnvironmentConfig.Use? = nil, before: Value? = nil, formerly: String? = nil
    ) {
        (self.name, self.summary, self.allowed, self.use) = (name, summary, allowed, use)
        self.before = before ?? wrappedValue
        self.formerly = formerly
        slot = Slot(wrappedValue)
    }

    package var wrappedValue: Value {
        get { slot.value }
        set { slot = Slot(newValue) }
    }

    /// Gives a setting of a configuration that is being made its value.
    package func fill(_ value: Value) { slot.value = value }
}

/// A setting of whatever type.
package protocol AnySetting<Value>: Sendable {
    associatedtype Value: SettingValue
    var name: String { get }
    var summary: String { get }
    var allowed: Allowed<Value> { get }
    var use: EnvironmentConfig.Use? { get }
    var formerly: String? { get }
    var wrappedValue: Value { get }
    func fill(_ value: Value)
    /// - Throws: `InvalidOption` when its value is not allowed.
    func check() throws
    /// Takes the value that a record has of it, or lacks.
    ///
    /// - Throws: `InvalidOption` for what it cannot be.
    func read(_ recorded: JSONValue?) throws
}

extension Setting: AnySetting {
    package func check() throws {
        guard allowed.contains(wrappedValue) else {
            throw InvalidOption(name: name, value: wrappedValue.json.text, allowed: Value.noun + allowed.words)
        }
    }

    package func read(_ recorded: JSONValue?) throws {
        guard let recorded else { return fill(before) }
        guard let value = Value(recorded), allowed.contains(value) else {
            throw InvalidOption(name: name, value: recorded.text, allowed: Value.noun + allowed.words)
        }
        fill(value)
    }
}
