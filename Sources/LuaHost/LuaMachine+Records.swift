internal import CLuaHost

extension LuaMachine {
    /// Makes the table on top of the stack one of the record.
    func set(_ record: LuaRecord) throws {
        let number = try records[ObjectIdentifier(record)] ?? define(record)
        records[ObjectIdentifier(record)] = number
        try check(clua_set_record(state, number))
    }

    /// What kind of table the one in a stack slot is.
    func record(at index: Int32) -> LuaRecord? {
        let number = clua_record_at(state, index)
        return number == 0 ? nil : recordKinds[number]
    }

    private func define(_ record: LuaRecord) throws -> Int32 {
        let top = clua_top(state)
        defer { clua_set_top(state, top) }
        var absent = LuaTable()
        for field in record.fields where field.isOptional { absent[field.name] = true.luaData }
        try push(absent.luaData)
        try push(
            HostFunction(self) { throw LuaFailure(.error, record.missing(Self.name($0), present: Self.names($0))) })
        var number: Int32 = 0
        var name = record.name
        try check(name.withUTF8Text { clua_define_record(state, $0, $1, &number) })
        recordKinds[number] = record
        return number
    }

    /// Puts a watched table in the place of the one on top of the stack, which holds its values.
    func watch(_ table: LuaTable, by watch: LuaWatch) throws {
        let own = Set(table.named.map(\.name))
        try check(clua_push_table(state, 0, 0))
        watch.reads = try keep(at: clua_top(state))
        try push(HostFunction(self) { throw LuaFailure(.error, watch.missing(Self.name($0), Self.names($0))) })
        try push(
            HostFunction(self) { arguments in
                let name = Self.name(arguments)
                if own.contains(name) { throw LuaFailure(.error, watch.refused(name)) }
                return []
            })
        var name = watch.name
        try check(name.withUTF8Text { clua_watch(state, $0, $1) })
    }

    /// The value behind a reference.
    func value(of reference: LuaReference) throws -> LuaData {
        let top = clua_top(state)
        defer { clua_set_top(state, top) }
        try check(clua_push_reference(state, reference.number))
        return try read(at: top + 1)
    }

    /// The key that a handler was asked for.
    private static func name(_ arguments: [LuaData]) -> String {
        if case .string(let bytes) = arguments.first ?? .none { bytes.excerpt } else { "?" }
    }

    /// The names that a handler was told are there.
    private static func names(_ arguments: [LuaData]) -> [String] {
        guard arguments.count > 1, case .table(let keys) = arguments[1] else { return [] }
        return keys.list.compactMap { if case .string(let key) = $0 { key.repaired } else { nil } }
    }
}

extension String {
    fileprivate mutating func withUTF8Text<Result>(_ body: (UnsafePointer<CChar>, Int) -> Result) -> Result {
        withUTF8 { bytes in bytes.withMemoryRebound(to: CChar.self) { body($0.baseAddress!, $0.count) } }
    }
}
