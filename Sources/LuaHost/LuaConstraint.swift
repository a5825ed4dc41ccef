/// Which values of a parameter's type are allowed.
package struct LuaConstraint<Value> {
    /// In words, after the type's: ` of at least 1`. An expectation that starts anew replaces the type's.
    let suffix: String
    let replacement: String?
    let allows: (Value) -> Bool

    /// - Parameter suffix: the values in words that follow the type's: ` from 1 to 100`.
    package init(suffix: String, allows: @escaping (Value) -> Bool) {
        self.init(suffix: suffix, replacement: nil, allows: allows)
    }

    private init(suffix: String, replacement: String?, allows: @escaping (Value) -> Bool) {
        (self.suffix, self.replacement, self.allows) = (suffix, replacement, allows)
    }

    package static var any: LuaConstraint { LuaConstraint(suffix: "", replacement: nil) { _ in true } }
}

extension LuaConstraint where Value: Comparable {
    package static func `in`(_ range: ClosedRange<Value>) -> LuaConstraint {
        LuaConstraint(suffix: " from \(range.lowerBound) to \(range.upperBound)", replacement: nil) {
            range.contains($0)
        }
    }
    package static func `in`(_ range: PartialRangeFrom<Value>) -> LuaConstraint {
        LuaConstraint(suffix: " of at least \(range.lowerBound)", replacement: nil) { range.contains($0) }
    }
    package static func above(_ bound: Value) -> LuaConstraint {
        LuaConstraint(suffix: " above \(bound)", replacement: nil) { $0 > bound }
    }
}

extension LuaConstraint where Value: Equatable & LuaEncodable {
    package static func oneOf(_ choices: Value...) -> LuaConstraint {
        let names = alternatives(choices.map { $0.luaData.literal })
        return LuaConstraint(suffix: "", replacement: names) { choices.contains($0) }
    }
}

extension LuaConstraint {
    /// The same for a parameter that may be left out.
    package static func optional<Wrapped>(_ constraint: LuaConstraint<Wrapped>) -> LuaConstraint
    where Value == Wrapped? {
        LuaConstraint(suffix: constraint.suffix, replacement: constraint.replacement) { value in
            value.map(constraint.allows) ?? true
        }
    }
}

extension LuaConstraint where Value: LuaDecodable {
    /// The values allowed, in words: `an integer of at least 1`.
    var expectation: String {
        if let replacement { return replacement }
        let (type, orNil) = (Value.luaExpectation, " or nil")
        // The bounds are those of the number, not of `nil`.
        guard !suffix.isEmpty, type.hasSuffix(orNil) else { return type + suffix }
        return type.dropLast(orNil.count) + suffix + orNil
    }
}

extension LuaData {
    /// As a script would write it.
    package var literal: String {
        switch self {
        case .none: return "nil"
        case .boolean(let value): return "\(value)"
        case .integer(let value): return "\(value)"
        case .number(let value): return "\(value)"
        case .string(let bytes): return "\"\(bytes.repaired)\""
        case .table(let table):
            let items = table.list.map(\.literal) + table.named.map { "\($0.name) = \($0.value.literal)" }
            return items.isEmpty ? "{}" : "{ \(items.joined(separator: ", ")) }"
        case .function, .closure: return "function"
        case .object(let object): return object.luaDescription.name
        case .other(let type): return type
        }
    }
}
