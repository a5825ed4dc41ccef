/// A table of functions under a global name: `executor.python { ... }`.
package struct LuaModule {
    /// Stands where a method has its object.
    package struct Scope {}
    package private(set) var description: LuaClassDescription
    let members: [LuaMember<Scope>]

    package init(_ name: String, _ summary: String, _ members: [LuaMember<Scope>]) {
        self.members = members
        description = LuaClassDescription(
            name: name, summary: summary, isModule: true, members: members.map(\.description))
    }

    /// Functions that scripts call by their names alone.
    package init(global members: [LuaMember<Scope>]) {
        self.init("global", "Functions that stand under names of their own.", members)
        description.isGlobal = true
    }

    var erasedMembers: [ErasedMember] {
        members.map { member in
            let full = (description.isGlobal ? "" : "\(description.name).") + member.description.name
            switch member.body {
            case .property(let read):
                return ErasedMember(description: member.description, body: .property { _ in try read(Scope()) })
            case .element(let read):
                return ErasedMember(description: member.description, body: .element { try read(Scope(), $1) })
            case .function(let call):
                return ErasedMember(
                    description: member.description,
                    body: .function { arguments in
                        do { return try call(Scope(), arguments) } catch let mismatch as LuaMismatch {
                            throw LuaCallError(function: full, mismatch)
                        }
                    })
            }
        }
    }
}

/// A module as the userdata behind its global.
final class LuaModuleObject: LuaObject {
    static let luaName = "module"
    static var luaClass: LuaClass<LuaModuleObject> { LuaClass(luaName, "A module.", []) }
    let module: LuaModule
    init(_ module: LuaModule) { self.module = module }
    var luaDescription: LuaClassDescription { module.description }
}
