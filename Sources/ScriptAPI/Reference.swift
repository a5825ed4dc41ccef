package import LuaHost

/// The whole Lua API, for the page and the stubs.
package enum Reference {
    /// Every module, then every class.
    package static func descriptions() throws -> [LuaClassDescription] {
        // A host that never runs: the tables alone matter.
        let host = Session.forReference()
        return host.modules().map(\.description) + [
            PolicyObject.luaDescription, ProblemSetObject.luaDescription, CorpusObject.luaDescription,
            ExecutorObject.luaDescription, EnvironmentObject.luaDescription, PPOObject.luaDescription,
            SFTObject.luaDescription,
        ]
    }

    /// The reference page, Markdown.
    package static func page() throws -> String {
        try LuaReferencePage.markdown(title: "Lua API", descriptions())
    }

    /// Stubs for lua-language-server: file names and texts.
    package static func stubs() throws -> [(name: String, text: String)] { try LuaStubs.files(descriptions()) }
}
