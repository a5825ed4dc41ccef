/// A Swift closure that scripts can call.
package struct LuaClosure: LuaEncodable {
    package static var luaType: String { "function" }
    let call: ([LuaData]) throws -> [LuaData]

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
