/// A class or a module, as help, stubs and pages show it.
package struct LuaClassDescription {
    package var name: String
    package var summary: String
    package var isModule: Bool
    package var members: [LuaMemberDescription]

    var separator: String { isModule ? "." : ":" }
}
