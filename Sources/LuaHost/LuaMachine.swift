internal import CLuaHost
internal import Rendering

/// The Lua state and everything that touches it. Used by one thread at a time.
final class LuaMachine {
    let host: OpaquePointer
    let failures = FailureLog()
    let releases = ReleaseQueue()
    let memoryCap: Int
    private let interrupt: LuaInterrupt
    /// The stack in use: the coroutine that called the host, or the main one.
    private(set) var state: OpaquePointer
    private var classes: [ObjectIdentifier: Int32] = [:]
    /// Metatables of records, by the declaration.
    var records: [ObjectIdentifier: Int32] = [:]
    /// The records, by the number of the metatable.
    var recordKinds: [Int32: LuaRecord] = [:]

    /// - Throws: `LuaFailure` when the cap is too small for Lua's own libraries.
    init(memoryCap: Int, interrupt: LuaInterrupt) throws {
        let owner = Unmanaged.passUnretained(failures).toOpaque()
        guard let host = clua_host_create(memoryCap, interrupt.flag, HostFunction.callbacks, owner) else {
            throw LuaFailure(
                .outOfMemory, "a memory cap of \(memoryCap) bytes is too small for Lua itself; give it at least 1 MB")
        }
        (self.host, self.memoryCap, self.interrupt) = (host, memoryCap, interrupt)
        state = clua_host_main(host)
    }
    deinit { clua_host_destroy(host) }

    var memoryUsed: Int { clua_host_memory_used(host) }
    var outOfMemory: LuaFailure {
        LuaFailure(.outOfMemory, "not enough memory: the script's cap is \(memoryCap >> 20) MB")
    }

    func check(_ succeeded: Bool) throws(LuaFailure) {
        if !succeeded { throw outOfMemory }
    }

    // MARK: Host functions

    /// Runs a host function for the trampoline.
    ///
    /// - Returns: the number of results on the stack, or -1 with the error value there.
    func perform(_ function: HostFunction, on caller: OpaquePointer) -> Int32 {
        let outer = state
        state = caller
        defer { state = outer }
        do {
            forgetReleased()
            let count = clua_top(state)
            let arguments = count == 0 ? [] : try (1...count).map { try read(at: $0) }
            let results = try function.body(arguments)
            clua_set_top(state, 0)
            for result in results { try push(result) }
            return Int32(results.count)
        } catch {
            clua_set_top(state, 0)
            pushError(error)
            return -1
        }
    }

    private func pushError(_ error: any Error) {
        guard let failure = error as? LuaFailure else {
            if !pushText("\(error)", positioned: false) { _ = clua_push_memory_error(state) }
            return
        }
        switch failure.cause {
        case .interrupted: _ = clua_push_interrupt(state)
        case .outOfMemory: _ = clua_push_memory_error(state)
        case .error, .syntax:
            if let value = failure.value, value.machine === self {
                if clua_push_reference(state, value.number) { return }
            } else if pushText(failure.description, positioned: failure.value != nil || failure.cause == .syntax) {
                return
            }
            _ = clua_push_memory_error(state)
        }
    }

    private func pushText(_ text: String, positioned: Bool) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            positioned
                ? clua_push_bytes(state, bytes.baseAddress, bytes.count)
                : clua_push_error(state, bytes.baseAddress, bytes.count)
        }
    }

    func forgetReleased() {
        for number in releases.takeAll() { clua_release_reference(state, number) }
    }

    // MARK: Calls into Lua

    func call(_ function: LuaReference, _ arguments: [LuaData]) throws -> [LuaData] {
        forgetReleased()
        let top = clua_top(state)
        defer { clua_set_top(state, top) }
        try check(clua_push_reference(state, function.number))
        for argument in arguments { try push(argument) }
        try succeed(clua_call(state, Int32(arguments.count)))
        let last = clua_top(state)
        return last > top ? try (top + 1...last).map { try read(at: $0) } : []
    }

    /// Calls a function and holds its first result as the Lua value that it is; true when there is none, as Lua does.
    func callKeepingResult(_ function: LuaReference, _ arguments: [LuaData]) throws -> LuaReference {
        let top = clua_top(state)
        defer { clua_set_top(state, top) }
        try check(clua_push_reference(state, function.number))
        for argument in arguments { try push(argument) }
        try succeed(clua_call(state, Int32(arguments.count)))
        if clua_top(state) == top || clua_kind_at(state, top + 1) == .none {
            clua_set_top(state, top)
            try check(clua_push_boolean(state, true))
        }
        return try keep(at: top + 1)
    }

    /// Turns a status and the error value on top of the stack into a Swift error.
    func succeed(_ status: clua_status, on stack: OpaquePointer? = nil) throws {
        let stack = stack ?? state
        switch status {
        case .ok: return
        case .interrupted: throw LuaFailure.interrupted
        case .outOfMemory: throw outOfMemory
        case .failed:
            let text = LuaFailure.text(of: stack, at: clua_top(stack))
            if LuaFailure.isMemoryMessage(text) { throw outOfMemory }
            let reference = stack == state ? try keep(at: clua_top(stack)) : nil
            throw LuaFailure(.error, text, value: reference)
        }
    }

    /// The values on top of the stack that a script has left. What cannot be handed over, such as a table that contains itself, has no
    /// meaning here.
    func results(on stack: OpaquePointer, count: Int) -> [LuaData] {
        let own = state
        state = stack
        defer { state = own }
        let last = Int(clua_top(stack))
        return (last - count..<last).map { (try? read(at: Int32($0 + 1))) ?? .other("value") }
    }

    /// Compiles text and keeps the function.
    func load(_ source: String, chunkName: String) throws -> LuaReference {
        let top = clua_top(state)
        defer { clua_set_top(state, top) }
        var source = source.withoutLuaPreamble
        let status = source.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                "@\(chunkName)".withCString { name in
                    // An empty string may have no address.
                    text.baseAddress.map { clua_load(state, $0, text.count, name) } ?? clua_load(state, "", 0, name)
                }
            }
        }
        if status == .failed {
            let text = LuaFailure.text(of: state, at: clua_top(state))
            throw LuaFailure(.syntax, text)
        }
        try succeed(status)
        return try keep(at: clua_top(state))
    }

    /// Holds the value of a stack slot.
    func keep(at index: Int32) throws -> LuaReference {
        var number: Int32 = 0
        try check(clua_push_copy(state, index))
        try check(clua_reference(state, &number))
        return LuaReference(number: number, machine: self)
    }

    // MARK: Classes

    func classNumber(of object: any LuaObject) throws -> Int32 {
        // A module is a class of its own.
        let key = object is LuaModuleObject ? ObjectIdentifier(object) : ObjectIdentifier(type(of: object))
        if let number = classes[key] { return number }
        let description = object.luaDescription
        let members = (object as? LuaModuleObject)?.module.erasedMembers ?? type(of: object).erasedMembers
        let number = try define(description, members)
        classes[key] = number
        return number
    }

    private func define(_ description: LuaClassDescription, _ members: [ErasedMember]) throws -> Int32 {
        let top = clua_top(state)
        defer { clua_set_top(state, top) }
        try check(clua_push_table(state, 0, Int32(members.count)))
        var properties: [String: (LuaData) throws -> LuaData] = [:]
        var length: ((LuaData) throws -> LuaData)?, element: ((LuaData, Int) throws -> LuaData)?
        for member in members {
            switch member.body {
            case .property(let read) where member.description.kind == .length: length = read
            case .property(let read): properties[member.description.name] = read
            case .element(let read): element = read
            case .function(let body):
                try push(member.description.name.luaData)
                try push(HostFunction(self, help: (description, member.description), body))
                try check(clua_set(state))
            }
        }
        let kind = description.isModule ? "module '\(description.name)'" : description.name
        let names = members.map(\.description).filter { $0.kind == .property || $0.kind == .method }.map(\.name)
        try push(
            HostFunction(self) { arguments in
                let key = arguments.count > 1 ? arguments[1] : .none
                if let element, case .integer(let index) = key { return [try element(arguments[0], index)] }
                guard case .string(let bytes) = key, let read = properties[bytes.repaired] else {
                    let wanted = if case .string(let bytes) = key { bytes.repaired } else { key.literal }
                    let hint = NearestName.suggestion(for: wanted, among: names)
                    let all = hint.isEmpty && !names.isEmpty ? "; it has: \(names.joined(separator: ", "))" : ""
                    throw LuaFailure(.error, "\(kind) has no '\(wanted)'\(hint)\(all)")
                }
                return [try read(arguments[0])]
            })
        try push(
            HostFunction(self) { arguments in
                let key = arguments.count > 1 ? arguments[1].literal : "nil"
                throw LuaFailure(.error, "\(kind) cannot be changed: its field \(key) cannot be assigned")
            })
        try push(HostFunction(self) { _ in [description.isModule ? kind.luaData : "\(description.name)".luaData] })
        if let length {
            try push(HostFunction(self) { [try length($0.first ?? .none)] })
        } else {
            try push(.none)
        }
        var number: Int32 = 0
        var name = description.name
        let defined = name.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { clua_define_class(state, $0.baseAddress!, $0.count, &number) }
        }
        try check(defined)
        return number
    }
}

extension String {
    /// The text without what Lua's loader of files skips: a byte order mark, and the text of a first line that begins with `#`.
    fileprivate var withoutLuaPreamble: String {
        let text = withoutByteOrderMark
        guard text.utf8.first == UInt8(ascii: "#") else { return text }
        return String(text.utf8.drop { $0 != UInt8(ascii: "\n") }) ?? text
    }

    /// The text without the mark that some editors put before it.
    var withoutByteOrderMark: String {
        unicodeScalars.first == "\u{FEFF}" ? String(unicodeScalars.dropFirst()) : self
    }

    /// Its lines. A line end of Windows is one character to Swift, so that splitting at newlines leaves them whole.
    var lines: [String] {
        unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    }
}
