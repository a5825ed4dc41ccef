/// A parameter of a function, or an option of a table of named arguments: name, meaning, type, what is allowed, default.
///
/// As an argument: `LuaParameter("count", "how many updates", .in(1...), default: 100)`. In a `LuaOptions` structure:
/// `@LuaParameter("cpu_seconds", "CPU time of a program", .above(0), unit: "seconds") var cpuSeconds = 1.0`.
@propertyWrapper
package struct LuaParameter<Value: LuaDecodable> {
    package private(set) var description: LuaParameterDescription
    let fallback: Value?
    let constraint: LuaConstraint<Value>
    private let slot = Slot()

    private final class Slot { var value: Value? }

    /// A parameter without a default: required, unless its type is optional.
    package init(
        _ name: String, _ summary: String, _ allowed: LuaConstraint<Value> = .any, as type: Value.Type = Value.self,
        unit: String? = nil, position: Int? = nil, spelled luaType: String? = nil
    ) {
        (fallback, constraint) = (nil, allowed)
        description = LuaParameterDescription(
            name: name, summary: summary, type: luaType ?? Value.luaType, expectation: allowed.expectation, unit: unit,
            defaultText: nil,
            isRequired: !Value.luaTakesNil, position: position, takesTable: Value.luaTakesTable,
            fields: Value.luaFields, tables: Value.luaTables)
    }

    /// A parameter that may be left out.
    package init(
        _ name: String, _ summary: String, _ allowed: LuaConstraint<Value> = .any, default fallback: Value,
        unit: String? = nil, position: Int? = nil, spelled luaType: String? = nil
    ) {
        self.init(
            wrappedValue: fallback, name, summary, allowed, unit: unit, position: position, spelled: luaType)
    }

    /// An option with a default.
    package init(
        wrappedValue: Value, _ name: String, _ summary: String, _ allowed: LuaConstraint<Value> = .any,
        unit: String? = nil, position: Int? = nil, spelled luaType: String? = nil
    ) {
        (fallback, constraint) = (wrappedValue, allowed)
        let data = (wrappedValue as? any LuaEncodable)?.luaData
        description = LuaParameterDescription(
            name: name, summary: summary, type: luaType ?? Value.luaType, expectation: allowed.expectation, unit: unit,
            defaultText: data.flatMap { $0.isNone ? nil : $0.literal }, isRequired: false, position: position,
            takesTable: Value.luaTakesTable, fields: Value.luaFields, tables: Value.luaTables)
    }

    /// The decoded value; only after the options were decoded.
    package var wrappedValue: Value {
        guard let value = slot.value ?? fallback else {
            preconditionFailure("option '\(description.name)' is read before it was decoded")
        }
        return value
    }

    func decode(_ data: LuaData) throws(LuaMismatch) -> Value {
        if data.isNone {
            if let fallback { return fallback }
            if description.isRequired {
                throw LuaMismatch("is missing: \(description.summary) (\(description.expectation))")
            }
        }
        let value: Value
        do { value = try Value.decode(data) } catch {
            let isConstrained = !constraint.suffix.isEmpty || constraint.replacement != nil
            guard error.path.isEmpty, Value.luaChoices.isEmpty, isConstrained else { throw error }
            throw LuaMismatch(expected: description.expectation, found: data)
        }
        guard constraint.allows(value) else { throw LuaMismatch(expected: description.expectation, found: data) }
        return value
    }

    func at(position: Int) -> LuaParameterDescription {
        var copy = description
        copy.position = position
        return copy
    }
}

/// What `LuaOptions` finds in a structure.
package protocol AnyLuaParameter {
    var description: LuaParameterDescription { get }
    func assign(_ data: LuaData) throws(LuaMismatch)
    /// The value as data, for whoever keeps what was asked for.
    var setting: LuaData { get }
}

extension LuaParameter: AnyLuaParameter {
    package func assign(_ data: LuaData) throws(LuaMismatch) { slot.value = try decode(data) }
}
