internal import CLuaHost

extension LuaMachine {
    /// Tables deeper than this, or with more values altogether, are refused: they probably contain themselves.
    private static let deepest = 32, most = 10_000_000

    // MARK: Pushing

    func push(_ data: LuaData) throws {
        switch data {
        case .none: try check(clua_push_nil(state))
        case .boolean(let value): try check(clua_push_boolean(state, value))
        case .integer(let value): try check(clua_push_integer(state, Int64(value)))
        case .number(let value): try check(clua_push_number(state, value))
        case .string(let string):
            try check(string.bytes.withUnsafeBytes { clua_push_bytes(state, $0.baseAddress, $0.count) })
        case .table(let table): try push(table)
        case .function(let callback):
            guard callback.reference.machine === self else {
                throw LuaFailure(.error, "a function of another script cannot be used here")
            }
            try check(clua_push_reference(state, callback.reference.number))
        case .closure(let closure): try push(HostFunction(self, help: closure.help, closure.call))
        case .object(let object): try push(object)
        case .other(let type): throw LuaFailure(.error, "a \(type) cannot be handed back to a script")
        }
    }

    func push(_ function: HostFunction) throws(LuaFailure) {
        let context = Unmanaged.passRetained(function as AnyObject)
        // The trampoline reads it as a HostFunction; the same pointer, as classes have no other layout.
        guard clua_push_function(state, context.toOpaque()) else {
            context.release()
            throw outOfMemory
        }
    }

    private func push(_ object: any LuaObject) throws {
        let number = try classNumber(of: object)
        let reference = Unmanaged.passRetained(object as AnyObject)
        var consumed = false
        let pushed = clua_push_object(state, number, reference.toOpaque(), &consumed)
        if !consumed { reference.release() }
        try check(pushed)
    }

    private func push(_ table: LuaTable) throws {
        try check(clua_push_table(state, Int32(table.list.count), Int32(table.fields.count)))
        for (index, value) in table.list.enumerated() {
            try push(value)
            try check(clua_set_element(state, Int64(index + 1)))
        }
        if !table.fields.isEmpty { try push(fieldsOf: table) }
        if let record = table.record { try set(record) }
        if let watch = table.watch { try self.watch(table, by: watch) }
    }

    /// Sets the fields of the table on top of the stack, and their order.
    private func push(fieldsOf table: LuaTable) throws {
        for field in table.fields {
            try push(field.key)
            try push(field.value)
            try check(clua_set(state))
        }
        try check(clua_push_table(state, Int32(table.fields.count), 0))
        for (index, field) in table.fields.enumerated() {
            try push(field.key)
            try check(clua_set_element(state, Int64(index + 1)))
        }
        try check(clua_set_order(state))
    }

    // MARK: Reading

    func read(at index: Int32) throws -> LuaData {
        var budget = Self.most
        return try read(at: index, depth: 0, budget: &budget)
    }

    private func read(at index: Int32, depth: Int, budget: inout Int) throws -> LuaData {
        budget -= 1
        guard depth <= Self.deepest, budget >= 0 else {
            throw LuaFailure(.error, "a table is nested too deeply to be handed over; does it contain itself?")
        }
        switch clua_kind_at(state, index) {
        case .none: return .none
        case .boolean: return .boolean(clua_boolean_at(state, index))
        case .integer: return .integer(Int(clua_integer_at(state, index)))
        case .number: return .number(clua_number_at(state, index))
        case .string:
            var count = 0
            let bytes = clua_bytes_at(state, index, &count)
            return .string(LuaBytes(Array(UnsafeRawBufferPointer(start: bytes, count: count))))
        case .table: return .table(try readTable(at: index, depth: depth, budget: &budget))
        case .function:
            let context = clua_host_function_at(state, index)
            let function = context.map { Unmanaged<HostFunction>.fromOpaque($0).takeUnretainedValue() }
            return .function(LuaCallback(reference: try keep(at: index), host: function))
        case .object:
            guard let pointer = clua_object_at(state, index),
                let object = Unmanaged<AnyObject>.fromOpaque(pointer).takeUnretainedValue() as? any LuaObject
            else { return .other("userdata") }
            return .object(object)
        case .other: return .other(String(cString: clua_type_name_at(state, index)))
        }
    }

    private func readTable(at index: Int32, depth: Int, budget: inout Int) throws -> LuaTable {
        let bottom = clua_top(state)
        defer { clua_set_top(state, bottom) }
        try check(clua_push_plain(state, index))
        let top = bottom + 1, index = top
        var table = LuaTable()
        table.record = record(at: index)
        let length = clua_length_at(state, index)
        for element in 0..<length {
            try check(clua_push_element(state, index, Int64(element + 1)))
            table.list.append(try read(at: top + 1, depth: depth + 1, budget: &budget))
            clua_set_top(state, top)
        }
        var count = 0
        try check(clua_push_keys(state, index, &count))
        let keys = top + 1
        for position in length..<max(length, count) {
            try check(clua_push_element(state, keys, Int64(position + 1)))
            let key = try read(at: keys + 1, depth: depth + 1, budget: &budget)
            clua_get(state, index)
            table.append(key, try read(at: keys + 1, depth: depth + 1, budget: &budget))
            clua_set_top(state, keys)
        }
        return table
    }
}

extension LuaFailure {
    /// The text of an error value, whatever it is. A table with a `message` counts as that.
    static func text(of state: OpaquePointer, at index: Int32) -> String {
        switch clua_kind_at(state, index) {
        case .string:
            var count = 0
            let bytes = clua_bytes_at(state, index, &count)
            return String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
        case .integer: return "\(clua_integer_at(state, index))"
        case .number: return "\(clua_number_at(state, index))"
        default: return "the script raised a \(String(cString: clua_type_name_at(state, index))) value as an error"
        }
    }

    /// Whether Lua, or a host function that had no memory for its own message, said so.
    static func isMemoryMessage(_ text: String) -> Bool {
        text == "not enough memory" || text.hasPrefix("not enough memory (the script's cap is ")
    }
}
