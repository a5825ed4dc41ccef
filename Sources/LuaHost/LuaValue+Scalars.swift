internal import Rendering

extension Bool: LuaValue {
    package static var luaType: String { "boolean" }
    package static var luaExpectation: String { "true or false" }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> Bool {
        guard case .boolean(let value) = data else { throw LuaMismatch(expected: luaExpectation, found: data) }
        return value
    }
    package var luaData: LuaData { .boolean(self) }
}

extension Int: LuaValue {
    package static var luaType: String { "integer" }
    package static var luaExpectation: String { "an integer" }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> Int {
        switch data {
        case .integer(let value): return value
        case .number(let value):
            if let exact = Int(exactly: value) { return exact }
            fallthrough
        default: throw LuaMismatch(expected: luaExpectation, found: data)
        }
    }
    package var luaData: LuaData { .integer(self) }
}

extension Double: LuaValue {
    package static var luaType: String { "number" }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> Double {
        switch data {
        case .integer(let value): return Double(value)
        case .number(let value): return value
        default: throw LuaMismatch(expected: luaExpectation, found: data)
        }
    }
    package var luaData: LuaData { .number(self) }
}

extension String: LuaValue {
    package static var luaType: String { "string" }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> String {
        guard case .string(let bytes) = data else { throw LuaMismatch(expected: luaExpectation, found: data) }
        guard let text = bytes.text else { throw LuaMismatch("must be UTF-8 text, not \(data.description)") }
        return text
    }
    package var luaData: LuaData { .string(LuaBytes(self)) }
}

extension LuaBytes: LuaValue {
    package static var luaType: String { "string" }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> LuaBytes {
        guard case .string(let bytes) = data else { throw LuaMismatch(expected: luaExpectation, found: data) }
        return bytes
    }
    package var luaData: LuaData { .string(self) }
}

extension LuaData: LuaValue {
    package static var luaType: String { "any" }
    package static var luaExpectation: String { "any value" }
    package static var luaTakesTable: Bool { true }
    package static var luaTakesNil: Bool { true }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> LuaData { data }
    package var luaData: LuaData { self }
}

/// One of a few names: an enumeration over strings that a script spells out.
package protocol LuaChoice: LuaValue, RawRepresentable, CaseIterable where RawValue == String {}

extension LuaChoice {
    package static var luaType: String { allCases.map { "\"\($0.rawValue)\"" }.joined(separator: "|") }
    package static var luaExpectation: String { alternatives(luaChoices) }
    package static var luaChoices: [String] { allCases.map { "\"\($0.rawValue)\"" } }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> Self {
        guard case .string(let bytes) = data, let text = bytes.text else {
            throw LuaMismatch(expected: luaExpectation, found: data)
        }
        guard let value = Self(rawValue: text) else {
            let hint = NearestName.suggestion(for: text, among: allCases.map(\.rawValue))
            throw LuaMismatch("must be \(luaExpectation), not \(data.description)\(hint)")
        }
        return value
    }
    package var luaData: LuaData { rawValue.luaData }
}

/// `a`, `a or b`, `a, b or c`.
func alternatives(_ names: [String]) -> String {
    guard names.count > 1, let last = names.last else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " or " + last
}
