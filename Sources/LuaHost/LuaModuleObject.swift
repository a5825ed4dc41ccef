/// A module as the userdata behind its global.
final class LuaModuleObject: LuaObject {
    static let luaName = "module"
    static var luaClass: LuaClass<LuaModuleObject> { LuaClass(luaName, "A module.", []) }
    let module: LuaModule
    init(_ module: LuaModule) { self.module = module }
    var luaDescription: LuaClassDescription { module.description }
}
