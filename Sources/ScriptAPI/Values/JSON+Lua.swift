internal import JSON
internal import LuaHost
internal import RunStore

extension JSONValue {
    /// A Lua value as the record keeps it.
    ///
    /// - Parameter what: how an error names the value: `the metric 'loss'`.
    /// - Throws: `LuaMismatch` for functions, objects and the like.
    init(_ data: LuaData, what: String) throws(LuaMismatch) {
        switch data {
        case .none: self = .null
        case .boolean(let value): self = .bool(value)
        case .integer(let value): self = .int(value)
        case .number(let value): self = .number(value)
        case .string(let bytes): self = .string(bytes.repaired)
        case .table(let table) where table.fields.isEmpty:
            var elements: [JSONValue] = []
            for item in table.list { elements.append(try JSONValue(item, what: what)) }
            self = .array(elements)
        case .table(let table): self = .object(try JSONObject(table, what: what))
        default:
            throw LuaMismatch("\(what) is \(data.description); the record keeps numbers, strings, booleans and tables")
        }
    }
}

extension JSONObject {
    /// A Lua table's named fields in their order. An evaluation among them is left out: the record has it already.
    init(_ table: LuaTable, what: String) throws(LuaMismatch) {
        guard table.list.isEmpty, table.named.count == table.fields.count else {
            throw LuaMismatch("\(what) must be a table of named fields; it holds unnamed ones")
        }
        self.init()
        for (name, value) in table.named where !value.isEvaluation {
            self[name] = try JSONValue(value, what: "\(what).\(name)")
        }
    }
}

extension LuaData {
    /// Whether it is the handle of an evaluation, as reports carry one.
    fileprivate var isEvaluation: Bool {
        if case .object(let object) = self { object is EvaluationObject } else { false }
    }
}
