extension LuaTable: LuaValue {
    package static var luaType: String { "table" }
    package static var luaTakesTable: Bool { true }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> LuaTable {
        guard case .table(let table) = data else { throw LuaMismatch(expected: luaExpectation, found: data) }
        return table
    }
    package var luaData: LuaData { .table(self) }
}

extension Optional: LuaDecodable where Wrapped: LuaDecodable {
    package static var luaExpectation: String { "\(Wrapped.luaExpectation) or nil" }
    package static var luaChoices: [String] { Wrapped.luaChoices }
    package static var luaTakesTable: Bool { Wrapped.luaTakesTable }
    package static var luaTakesNil: Bool { true }
    package static var luaFields: [LuaParameterDescription] { Wrapped.luaFields }
    package static var luaTables: [LuaOptionsDescription] { Wrapped.luaTables }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> Wrapped? {
        data.isNone ? nil : try Wrapped.decode(data)
    }
    package static var luaType: String { Wrapped.luaType + "?" }
}

extension Optional: LuaEncodable where Wrapped: LuaEncodable {
    package static var luaType: String { Wrapped.luaType + "?" }
    package var luaData: LuaData { self?.luaData ?? .none }
}

extension Array: LuaDecodable where Element: LuaDecodable {
    package static var luaType: String { listType(of: Element.luaType) }
    package static var luaTables: [LuaOptionsDescription] { Element.luaTables }
    package static var luaExpectation: String { "a list" }
    package static var luaTakesTable: Bool { true }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> [Element] {
        guard case .table(let table) = data else { throw LuaMismatch(expected: luaExpectation, found: data) }
        if let field = table.fields.first {
            throw LuaMismatch("must be a list, not a table with the key \(field.key.description)")
        }
        var values: [Element] = []
        values.reserveCapacity(table.list.count)
        for (index, item) in table.list.enumerated() {
            do { values.append(try Element.decode(item)) } catch { throw error.inside("[\(index + 1)]") }
        }
        return values
    }
}

extension Array: LuaEncodable where Element: LuaEncodable {
    package static var luaType: String { listType(of: Element.luaType) }
    package var luaData: LuaData { .table(LuaTable(list: map(\.luaData))) }
}

/// `string[]`, `("a"|"b")[]`.
private func listType(of element: String) -> String {
    element.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } ? element + "[]" : "(\(element))[]"
}

/// A value of one type or the other: `LuaEither<Feedback, LuaCallback>`.
package enum LuaEither<First: LuaDecodable, Second: LuaDecodable>: LuaDecodable {
    case first(First)
    case second(Second)

    /// The second kind of value, or nil.
    package var second: Second? { if case .second(let value) = self { value } else { nil } }

    package static var luaType: String { "\(First.luaType)|\(Second.luaType)" }
    package static var luaExpectation: String { alternatives([First.luaExpectation, Second.luaExpectation]) }
    package static var luaChoices: [String] { First.luaChoices + Second.luaChoices }
    package static var luaTakesTable: Bool { First.luaTakesTable || Second.luaTakesTable }
    package static var luaFields: [LuaParameterDescription] { First.luaFields + Second.luaFields }
    package static var luaTables: [LuaOptionsDescription] { First.luaTables + Second.luaTables }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> LuaEither {
        if let second = try? Second.decode(data) { return .second(second) }
        do { return .first(try First.decode(data)) } catch {
            // A table for options was meant as such: what is wrong inside it is the message.
            if First.luaTakesTable, case .table = data { throw error }
            if Second.luaTakesTable, case .table = data { return .second(try Second.decode(data)) }
            guard case .string = data, !First.luaChoices.isEmpty else {
                throw LuaMismatch(expected: luaExpectation, found: data)
            }
            throw error
        }
    }
}

extension LuaEither: LuaEncodable where First: LuaEncodable, Second: LuaEncodable {
    package var luaData: LuaData {
        switch self {
        case .first(let value): value.luaData
        case .second(let value): value.luaData
        }
    }
}
