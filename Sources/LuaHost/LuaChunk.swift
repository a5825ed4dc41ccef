/// One cell as Lua compiles it, where the cells before it are chunks of their own.
///
/// Lua's locals end with their chunk. So that they live on, each declaration at the top level is followed, on its line, by a call that hands
/// over a function which refers to the new local: its upvalue is the variable itself. The next chunk is compiled inside of a function that
/// has locals of these names around it, and then shares their variables (`lua_upvaluejoin`): what one cell assigns, the functions of every
/// other one see. A local that shadows another of its name is another variable, as in one chunk. `<const>` stays constant; `<close>` ends
/// with its cell.
struct LuaChunk {
    /// A local of an earlier cell.
    struct Kept {
        let name: String
        let isConstant: Bool
        /// A function that returns it.
        let function: LuaReference
    }
    /// The text to compile; it returns the cell as a function. Each line has the number that it has in the script.
    let text: String
    /// The earlier locals that it mentions.
    let mentioned: [Kept]

    /// Locals that one function declares: Lua allows 200.
    private static let group = 100

    /// - Parameters:
    ///   - firstLine: the number of the cell's first line, from 1.
    ///   - kept: the locals of the cells before.
    ///   - keep: the hidden function that is handed each new local.
    init(_ source: String, firstLine: Int, kept: [Kept], keep: String) {
        let statements = LuaStatements(source)
        let words = Set(statements.text.tokens.filter { $0.kind == .word }.map(statements.text.text))
        // `_ENV` is meant wherever a global is.
        mentioned = kept.filter { words.contains($0.name) || $0.name == "_ENV" }
        var declarations = mentioned.map { $0.name + ($0.isConstant ? " <const>" : "") }[...]
        var opening = "local \(keep) = ... ", closing = "\nend"
        while !declarations.isEmpty {
            let group = declarations.prefix(Self.group)
            declarations = declarations.dropFirst(group.count)
            opening += "return (function() local \(group.joined(separator: ", ")); "
            closing += " end)()"
        }
        text =
            String(repeating: "\n", count: firstLine - 1) + opening + "return function(...) "
            + (source.hasPrefix("#") ? "--" : "")
            + Self.instrument(source, statements, keep: keep) + closing
    }

    /// The cell with a call after each declaration.
    private static func instrument(_ source: String, _ statements: LuaStatements, keep: String) -> String {
        let bytes = Array(source.utf8)
        var text: [UInt8] = [], position = 0
        for statement in statements.statements {
            let kept = statement.locals.filter { $0.attribute != "close" }
            guard !kept.isEmpty else { continue }
            text += bytes[position..<statement.end]
            position = statement.end
            let calls = kept.map {
                "\(keep)(\"\($0.name)\", \($0.attribute == "const"), function() return \($0.name) end)"
            }
            text += Array(" do \(calls.joined(separator: " ")) end ".utf8)
        }
        return String(decoding: text + bytes[position...], as: UTF8.self)
    }

    /// A name for the hidden function that the cell does not use.
    static func hiddenName(in source: String) -> String {
        var name = "__keep"
        while source.contains(name) { name += "_" }
        return name
    }
}
