/// What scripts see of a Swift class: the only place where its methods are declared.
package struct LuaClass<Object> {
    package let description: LuaClassDescription
    let members: [LuaMember<Object>]

    package init(_ name: String, _ summary: String, _ members: [LuaMember<Object>]) {
        self.members = members
        description = LuaClassDescription(
            name: name, summary: summary, isModule: false, members: members.map(\.description))
    }
}

/// A Swift object that scripts can hold. It lives as long as somebody, here or there, holds it.
///
/// An object that holds a `LuaCallback` whose function holds the object keeps both alive until the runtime ends.
package protocol LuaObject: AnyObject, LuaValue {
    /// What scripts call the class. Apart from `luaClass`, whose methods may mention the class itself.
    static var luaName: String { get }
    static var luaClass: LuaClass<Self> { get }
    /// The class, with its members' Swift types forgotten.
    var luaDescription: LuaClassDescription { get }
}

extension LuaObject {
    package static var luaType: String { luaName }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> Self {
        guard case .object(let object) = data, let typed = object as? Self else {
            throw LuaMismatch(expected: luaExpectation, found: data)
        }
        return typed
    }
    package var luaData: LuaData { .object(self) }
    package static var luaDescription: LuaClassDescription { luaClass.description }
    package var luaDescription: LuaClassDescription { Self.luaDescription }
    static var erasedMembers: [ErasedMember] { ErasedMember.all(of: luaClass) }
}
