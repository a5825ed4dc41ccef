/// A module as the userdata behind its global.
final class LuaModuleObject: LuaObject {
    static var luaClass: LuaClass<LuaModuleObject> { LuaClass("module", "A module.", []) }
    let module: LuaModule
    init(_ module: LuaModule) { self.module = module }
    var luaDescription: LuaClassDescription { module.description }
}
