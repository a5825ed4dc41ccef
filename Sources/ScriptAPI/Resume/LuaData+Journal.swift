internal import JSON
internal import LuaHost

extension LuaData {
    /// What stands for a value that JSON has no word for: numbers by their bits, strings that are not UTF-8.
    private static let escape = "$assay"

    /// The value as the journal keeps it, from which `init(journal:)` makes the same bits.
    ///
    /// - Throws: `LuaMismatch` for functions and objects.
    var journal: JSONValue {
        get throws(LuaMismatch) {
            switch self {
            case .none: return .null
            case .boolean(let value): return .bool(value)
            case .integer(let value): return .int(value)
            case .number(let value) where value.isFinite: return .number(value)
            case .number(let value): return [Self.escape: .int(Int(bitPattern: UInt(value.bitPattern)))]
            case .string(let bytes):
                if let text = bytes.text { return .string(text) }
                return [Self.escape: .array(bytes.bytes.map { .int(Int($0)) })]
            case .table(let table):
                var list: [JSONValue] = []
                for element in table.list { list.append(try element.journal) }
                if table.fields.isEmpty { return .array(list) }
                var object = JSONObject()
                if !list.isEmpty { object[Self.escape] = ["list": .array(list)] }
                for (name, value) in table.named { object[name] = try value.journal }
                return .object(object)
            default: throw LuaMismatch("gives \(description), which the journal of a run cannot keep")
            }
        }
    }

    /// What `journal` stands for; nil for JSON that it never makes.
    init?(journal value: JSONValue) {
        switch value {
        case .null: self = .none
        case .bool(let value): self = .boolean(value)
        case .int(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .string(let text): self = .string(LuaBytes(text))
        case .array(let elements):
            guard let list = Self.list(elements) else { return nil }
            self = .table(LuaTable(list: list))
        case .object(let object):
            if let bits = object[Self.escape]?.int {
                self = .number(Double(bitPattern: UInt64(UInt(bitPattern: bits))))
            } else if let bytes = object[Self.escape]?.array {
                self = .string(LuaBytes(bytes.compactMap { $0.int.flatMap { UInt8(exactly: $0) } }))
            } else {
                guard let list = Self.list(object[Self.escape]?["list"]?.array ?? []) else { return nil }
                var table = LuaTable(list: list)
                for member in object.members where member.key != Self.escape {
                    guard let value = LuaData(journal: member.value) else { return nil }
                    table[member.key] = value
                }
                self = .table(table)
            }
        }
    }

    private static func list(_ elements: [JSONValue]) -> [LuaData]? {
        let list = elements.compactMap { LuaData(journal: $0) }
        return list.count == elements.count ? list : nil
    }
}
