/// A Swift type that a Lua value can become.
package protocol LuaDecodable {
    /// The type's name in LuaCATS stubs: `integer`, `string[]`, `Policy`.
    static var luaType: String { get }
    /// The type in an error's words: `an integer`.
    static var luaExpectation: String { get }
    /// The values there are, when there are only a few.
    static var luaChoices: [String] { get }
    /// Whether a table may be a value of this type; otherwise a table in its place holds named arguments.
    static var luaTakesTable: Bool { get }
    /// Whether nil may be a value of this type.
    static var luaTakesNil: Bool { get }
    /// The fields of a table with named options.
    static var luaFields: [LuaParameterDescription] { get }
    /// The tables with named options that a value may hold, itself included.
    static var luaTables: [LuaOptionsDescription] { get }

    /// - Throws: `LuaMismatch`, when the value is not one of this type.
    static func decode(_ data: LuaData) throws(LuaMismatch) -> Self
}

extension LuaDecodable {
    package static var luaExpectation: String { indefinite(luaType) }
    package static var luaChoices: [String] { [] }
    package static var luaTakesTable: Bool { false }
    package static var luaTakesNil: Bool { false }
    package static var luaFields: [LuaParameterDescription] { [] }
    package static var luaTables: [LuaOptionsDescription] { [] }
}

/// `a table`, `an Environment`.
func indefinite(_ noun: String) -> String {
    let isVowel = noun.first.map { "aeioAEIO".contains($0) } ?? false
    // Names in capitals are spelled out: a PPO, an SFT.
    let isSpelled =
        noun.count > 1 && noun.allSatisfy(\.isUppercase) && noun.first.map { "FHLMNRSX".contains($0) } ?? false
    return (isVowel || isSpelled ? "an " : "a ") + noun
}

/// A Swift value that can become a Lua value.
package protocol LuaEncodable {
    static var luaType: String { get }
    var luaData: LuaData { get }
}

/// A Swift type that crosses in both directions.
package typealias LuaValue = LuaDecodable & LuaEncodable
