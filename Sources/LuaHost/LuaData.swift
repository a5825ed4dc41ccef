/// Any Lua value, as Swift sees it: copied, except for functions and objects, which are held.
package enum LuaData {
    case none
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(LuaBytes)
    case table(LuaTable)
    /// A function of the script, or a host function that came back from it.
    case function(LuaCallback)
    case object(any LuaObject)
    /// A Swift closure on its way to the script.
    case closure(LuaClosure)
    /// A value with no meaning outside Lua, by its type's name.
    case other(String)

    package var isNone: Bool {
        if case .none = self { true } else { false }
    }

    /// How an error names the value: `the string "three"`.
    package var description: String {
        switch self {
        case .none: "nil"
        case .boolean(let value): "\(value)"
        case .integer(let value): "the number \(value)"
        case .number(let value): "the number \(value)"
        case .string(let bytes): "the string \"\(bytes.excerpt)\""
        case .table: "a table"
        case .function, .closure: "a function"
        case .object(let module as LuaModuleObject): "the module '\(module.module.description.name)'"
        case .object(let object): indefinite(object.luaDescription.name)
        case .other(let type): indefinite(type)
        }
    }
}

/// A Lua string as it is: any bytes, NUL and bad UTF-8 among them.
package struct LuaBytes: Sendable, Hashable {
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }
    package init(_ text: String) { bytes = Array(text.utf8) }

    /// The text, or nil when the bytes are not UTF-8.
    package var text: String? {
        // Repaired and compared: `String(validating:as:)` takes three times as long, and each name of a table comes here.
        var text = repaired
        let isWhole = text.withUTF8 { text in bytes.withUnsafeBufferPointer { text.elementsEqual($0) } }
        return isWhole ? text : nil
    }
    /// The text with U+FFFD for what is not UTF-8; for eyes only.
    package var repaired: String { String(decoding: bytes, as: UTF8.self) }

    /// At most 40 characters on one line.
    var excerpt: String {
        let line = repaired.map { $0.isNewline ? "⏎" : $0 }
        return line.count > 40 ? String(line.prefix(39)) + "…" : String(line)
    }
}
