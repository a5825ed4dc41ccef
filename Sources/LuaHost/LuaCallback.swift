/// A Lua function that Swift holds and calls: a reward, a feedback, a comparison.
///
/// Call it on the script's thread, while a host function runs. An error inside it is thrown as a `LuaFailure` that keeps
/// the script's lines. It cannot yield to a coroutine outside the host function.
package struct LuaCallback: LuaDecodable {
    package static var luaType: String { "function" }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> LuaCallback {
        guard case .function(let callback) = data else { throw LuaMismatch(expected: luaExpectation, found: data) }
        return callback
    }

    let reference: LuaReference
    /// What is behind the function when it is the host's own.
    let host: HostFunction?

    /// Calls the function and returns all it returned.
    package func call(_ arguments: any LuaEncodable...) throws -> [LuaData] {
        guard let machine = reference.machine else {
            throw LuaFailure(.error, "a function of a script was called after the script had ended")
        }
        return try machine.call(reference, arguments.map(\.luaData))
    }

    /// Calls the function and decodes its first result.
    ///
    /// - Parameter name: what an error calls the function: `reward`.
    package func call<Result: LuaDecodable>(
        _ arguments: any LuaEncodable..., as type: Result.Type, name: String
    ) throws -> Result {
        guard let machine = reference.machine else {
            throw LuaFailure(.error, "the function '\(name)' was called after the script had ended")
        }
        let results = try machine.call(reference, arguments.map(\.luaData))
        return try Self.decode(results.first ?? .none, as: type, name: name)
    }

    /// Decodes what the function called `name` returned.
    package static func decode<Result: LuaDecodable>(
        _ data: LuaData, as type: Result.Type, name: String
    ) throws -> Result {
        do { return try Result.decode(data) } catch {
            let mismatch = LuaMismatch("its result\(error.path) \(error.problem)")
            throw LuaCallError(function: "the function '\(name)'", mismatch)
        }
    }
}

extension LuaCallback: LuaEncodable {
    package var luaData: LuaData { .function(self) }
}

/// A Swift closure that scripts can call.
package struct LuaClosure: LuaEncodable {
    package static var luaType: String { "function" }
    let call: ([LuaData]) throws -> [LuaData]
    /// What `help` shows of it; nil for one that has no name of its own.
    var help: (owner: LuaClassDescription, member: LuaMemberDescription)?

    package init(_ call: @escaping ([LuaData]) throws -> [LuaData]) { self.call = call }
    package var luaData: LuaData { .closure(self) }
}

/// What a method returns for a `for` loop: `for update in ppo:updates(120) do`.
package struct LuaIterator<Element: LuaEncodable>: LuaEncodable {
    package static var luaType: String { "fun(): \(Element.luaType)?" }
    let next: () throws -> Element?

    /// - Parameter next: the next element, or nil at the end.
    package init(_ next: @escaping () throws -> Element?) { self.next = next }
    package var luaData: LuaData { .closure(LuaClosure { _ in [try next()?.luaData ?? .none] }) }
}
