/// A Lua table by value: a list, and fields in a fixed order.
///
/// Lua forgets the order of fields. A table that Swift hands to a script keeps it while the script holds that table;
/// fields the script adds come after, sorted.
package struct LuaTable {
    package struct Field {
        package var key: LuaData
        package var value: LuaData
    }
    /// The values at 1, 2, 3, ...
    package var list: [LuaData] = []
    /// Everything else.
    package private(set) var fields: [Field] = []
    private var positions: [String: Int] = [:]
    /// What kind of table it is to a script that gets it.
    package var record: LuaRecord?
    /// Who notes what a script that gets it reads.
    package var watch: LuaWatch?

    package init() {}
    package init(list: [LuaData]) { self.list = list }
    /// A table of named fields, in this order.
    package init(_ fields: KeyValuePairs<String, any LuaEncodable>) {
        for (key, value) in fields { self[key] = value.luaData }
    }

    /// The field of this name, or `none`.
    package subscript(name: String) -> LuaData {
        get { positions[name].map { fields[$0].value } ?? .none }
        set {
            if let position = positions[name] {
                fields[position].value = newValue
            } else {
                append(.string(LuaBytes(name)), newValue)
            }
        }
    }

    /// The named fields in order; fields with other keys are left out.
    package var named: [(name: String, value: LuaData)] {
        fields.compactMap { field in
            guard case .string(let key) = field.key, let name = key.text else { return nil }
            return (name, field.value)
        }
    }

    /// Adds a field whose key is new.
    mutating func append(_ key: LuaData, _ value: LuaData) {
        if case .string(let bytes) = key, let name = bytes.text { positions[name] = fields.count }
        fields.append(Field(key: key, value: value))
    }
}

extension LuaTable: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, any LuaEncodable)...) {
        for (key, value) in elements { self[key] = value.luaData }
    }
}
