internal import Rendering

/// The declaration of a table with known fields that scripts are given: `Episode`, `Outcome`.
///
/// It is the one place that says what the table holds. Reading a field that is not there is an error at the script's own line, unless the
/// declaration says that it may be absent; help, the reference page and the stubs are made from it. To the script it is a table as any other,
/// to which it may add fields of its own.
package final class LuaRecord: Sendable {
    /// A field, or a pattern of names.
    package struct Field: Sendable {
        package let name: String
        package let summary: String
        /// The LuaCATS type.
        package let type: String
        package let unit: String?
        /// Whether it may be absent: it reads as nil then.
        package let isOptional: Bool
        /// What the table, or each of the list's, is.
        let record: LuaRecord?
        /// Whether the name stands for several: `K@N`.
        package let isPattern: Bool

        /// - Parameter unit: what a number counts: `seconds`.
        package static func field<Value: LuaEncodable>(
            _ name: String, _ summary: String, _ type: Value.Type, unit: String? = nil, spelled: String? = nil
        ) -> Field {
            Field(name, summary, spelled ?? Value.luaType, unit)
        }

        /// A field that may be absent.
        package static func optional<Value: LuaEncodable>(
            _ name: String, _ summary: String, _ type: Value.Type, unit: String? = nil, spelled: String? = nil
        ) -> Field {
            Field(name, summary, spelled ?? Value.luaType, unit, isOptional: true)
        }

        /// The same field where it may be absent.
        package var madeOptional: Field {
            Field(name, summary, type, unit, isOptional: true, record: record, isPattern: isPattern)
        }

        /// A table of another kind.
        package static func one(_ name: String, _ summary: String, _ record: LuaRecord) -> Field {
            Field(name, summary, record.name, nil, record: record)
        }

        /// A list of tables of another kind.
        package static func list(_ name: String, _ summary: String, of record: LuaRecord) -> Field {
            Field(name, summary, record.name + "[]", nil, record: record)
        }

        /// Fields whose names depend on what was asked for; the name says how.
        package static func pattern<Value: LuaEncodable>(_ name: String, _ summary: String, _ type: Value.Type) -> Field
        {
            Field(name, summary, Value.luaType, nil, isPattern: true)
        }

        private init(
            _ name: String, _ summary: String, _ type: String, _ unit: String?, isOptional: Bool = false,
            record: LuaRecord? = nil, isPattern: Bool = false
        ) {
            (self.name, self.summary, self.type, self.unit) = (name, summary, type, unit)
            (self.isOptional, self.record, self.isPattern) = (isOptional, record, isPattern)
        }

        /// Whether it can be read as `table.name`.
        var isIdentifier: Bool { name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") } }

        /// `CPU time (seconds; may be absent)`.
        var details: String {
            let notes = [unit, isOptional ? "may be absent" : nil].compactMap { $0 }
            return notes.isEmpty ? summary : "\(summary) (\(notes.joined(separator: "; ")))"
        }
    }

    package let name: String
    package let summary: String
    package let fields: [Field]
    /// The table of options that a script may give it as.
    let parent: String?

    package init(_ name: String, _ summary: String, as parent: String? = nil, _ fields: [Field]) {
        (self.name, self.summary, self.parent, self.fields) = (name, summary, parent, fields)
    }

    /// The record, and those in its fields, each before the one that mentions it.
    var all: [LuaRecord] { fields.compactMap(\.record).flatMap(\.all) + [self] }

    /// The same table as one of this kind, and the tables within it as theirs.
    package func typed(_ data: LuaData) -> LuaData {
        guard case .table(var table) = data else { return data }
        table.record = self
        for field in fields {
            guard let record = field.record else { continue }
            switch table[field.name] {
            case .table(let inner) where field.type.hasSuffix("[]"):
                table[field.name] = .table(LuaTable(list: inner.list.map(record.typed)))
            case .table(let inner): table[field.name] = record.typed(.table(inner))
            default: continue
            }
        }
        return .table(table)
    }

    /// What to say of a field that is not there.
    ///
    /// - Parameter present: the names that are there.
    func missing(_ name: String, present: [String]) -> String {
        let names = present + fields.filter { $0.isOptional && !present.contains($0.name) }.map(\.name)
        return "\(self.name) has no field '\(name)'\(NearestName.among(names, for: name, verb: "it has"))"
    }
}

/// What a method returns of a kind of table.
package enum LuaRecordShape {
    case one(LuaRecord)
    case list(LuaRecord)
    /// To a `for` loop, one at a time.
    case each(LuaRecord)

    var record: LuaRecord {
        switch self {
        case .one(let record), .list(let record), .each(let record): record
        }
    }

    var luaType: String {
        switch self {
        case .one: record.name
        case .list: record.name + "[]"
        case .each: "fun(): \(record.name)?"
        }
    }

    func typed(_ data: LuaData) -> LuaData {
        switch (self, data) {
        case (.one(let record), _): record.typed(data)
        case (.list(let record), .table(let table)): .table(LuaTable(list: table.list.map(record.typed)))
        case (.each(let record), .closure(let iterator)):
            .closure(LuaClosure { try iterator.call($0).map(record.typed) })
        default: data
        }
    }
}
