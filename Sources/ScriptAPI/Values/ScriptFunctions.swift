internal import LuaHost

/// The functions that scripts give to the host, by the names under which the journal notes their calls.
enum ScriptFunctions {
    /// What each is called with.
    static let arguments: [(name: String, record: LuaRecord)] = [
        ("reward", .episode), ("feedback", .attempt), ("checker", .printedOutput),
        ("keep", .playedEpisode),
    ]
    /// What each returns, as LuaCATS spells it.
    private static let results = [
        "reward": "number|number[]", "feedback": "string", "checker": "boolean", "keep": "boolean",
    ]

    /// The type of a function in place of `function` in another type: `"none"|fun(attempt: Attempt): string`.
    static func spelled(_ name: String, in type: String) -> String? {
        guard let record = arguments.first(where: { $0.name == name })?.record, let result = results[name] else {
            return nil
        }
        let argument = record.name.prefix(1).lowercased() + record.name.dropFirst()
        let function = "fun(\(argument): \(record.name)): \(result)"
        // Its results would swallow a `?` or `|` that follows.
        return type.replacing("function", with: type == "function" ? function : "(\(function))")
    }

    /// What a function is called with, as the kind of table that it is.
    static func typed(_ argument: LuaData, of name: String) -> LuaData {
        arguments.first { $0.name == name }?.record.typed(argument) ?? argument
    }
}
