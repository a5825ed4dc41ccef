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
