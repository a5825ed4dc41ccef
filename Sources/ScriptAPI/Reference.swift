package import LuaHost

/// The whole Lua API, for the page, the stubs and `help`.
package enum Reference {
    /// Every module, then every class, and the tables that scripts are given.
    package static func interface() -> LuaInterface {
        // A session that never runs: the declarations alone matter.
        LuaInterface(
            Session.forReference().modules().map(\.description) + [
                PolicyObject.luaDescription, ProblemSetObject.luaDescription, CorpusObject.luaDescription,
                ExecutorObject.luaDescription, EnvironmentObject.luaDescription, PPOObject.luaDescription,
                SFTObject.luaDescription, EvaluationObject.luaDescription,
            ], more: ScriptFunctions.arguments.map(\.record))
    }

    /// The reference page, Markdown.
    package static func page() -> String { LuaReferencePage.markdown(title: "Lua API", interface()) }

    /// What there is to say about one name: `environment.code`, `Policy:save`, `Episode`.
    ///
    /// - Throws: `LuaUnknownName`, with the nearest.
    package static func text(about name: String) throws(LuaUnknownName) -> String { try interface().text(about: name) }

    /// Stubs for lua-language-server: file names and texts.
    package static func stubs() -> [(name: String, text: String)] { LuaStubs.files(interface()) }
}
