/// The statements at the top level of a Lua text: where each begins and ends, and which locals it declares.
///
/// Reads Lua's grammar (the manual's section 9) as far as that takes: what stands inside of blocks, brackets and functions is skipped.
/// The text should be Lua; of another one some statements are found, and nothing fails.
struct LuaStatements {
    struct Local {
        let name: String
        /// `const` or `close`.
        let attribute: String?
    }
    struct Statement {
        /// Byte offsets of its first byte, and of the one after its last.
        let start: Int
        let end: Int
        /// What it declares.
        var locals: [Local] = []
        var isReturn = false
    }
    private(set) var statements: [Statement] = []
    let text: LuaTokens
    private var position = 0

    init(_ source: String) {
        text = LuaTokens(source)
        while position < text.tokens.count { statement() }
    }

    /// The lines, from 0, that hold only a `--` comment from the first column, where a statement may begin after them.
    var commentsBetween: [Int] {
        var next = 0
        return text.comments.compactMap { comment in
            while next < statements.count, statements[next].end <= comment.offset { next += 1 }
            let isInside = next < statements.count && statements[next].start < comment.offset
            // Nothing may follow a `return`.
            let isLast = next > 0 && statements[next - 1].isReturn
            return isInside || isLast ? nil : comment.line
        }
    }

    // MARK: Reading

    private func at(_ word: StaticString, _ offset: Int = 0) -> Bool {
        position + offset < text.tokens.count && text.matches(text.tokens[position + offset], word)
    }
    private func at(oneOf words: [StaticString]) -> Bool { words.contains { at($0) } }
    private var kind: LuaTokens.Kind? { position < text.tokens.count ? text.tokens[position].kind : nil }
    /// What no name may be.
    private static let reserved: [StaticString] = [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil",
        "not", "or", "repeat", "return", "then", "true", "until", "while",
    ]
    private var isName: Bool { kind == .word && !at(oneOf: Self.reserved) }

    private mutating func statement() {
        let first = position
        var locals: [Local] = [], isReturn = false
        if at("::") {
            position += 3
        } else if at("goto") {
            position += 2
        } else if at(oneOf: ["do", "if", "function", "for", "while"]) {
            skipBalanced()
        } else if at("repeat") {
            skipBalanced()
            expression()
        } else if at("local") {
            position += 1
            if at("function") {
                if position + 1 < text.tokens.count {
                    locals = [Local(name: text.text(text.tokens[position + 1]), attribute: nil)]
                }
                skipBalanced()
            } else {
                locals = names()
                if at("=") { expressions() }
            }
        } else if at("return") {
            isReturn = true
            position += 1
            if kind != nil, !at(";") { expressionList() }
            if at(";") { position += 1 }
        } else if isName || at("(") {
            suffixed()
            while at(",") {
                position += 1
                suffixed()
            }
            if at("=") { expressions() }
        }
        // `;`, `break`, and whatever no statement begins with.
        position = min(max(position, first + 1), text.tokens.count)
        statements.append(
            Statement(
                start: text.tokens[first].start, end: text.tokens[position - 1].end, locals: locals, isReturn: isReturn)
        )
    }

    /// `a <const>, b`.
    private mutating func names() -> [Local] {
        var locals: [Local] = []
        while isName {
            let name = text.text(text.tokens[position])
            position += 1
            var attribute: String?
            if at("<"), at(">", 2) {
                attribute = text.text(text.tokens[position + 1])
                position += 3
            }
            locals.append(Local(name: name, attribute: attribute))
            guard at(",") else { break }
            position += 1
        }
        return locals
    }

    /// `= a, b`.
    private mutating func expressions() {
        position += 1
        expressionList()
    }

    private mutating func expressionList() {
        expression()
        while at(",") {
            position += 1
            expression()
        }
    }

    private static let unary: [StaticString] = ["not", "-", "#", "~"]
    private static let binary: [StaticString] = [
        "+", "-", "*", "/", "//", "%", "^", "..", "==", "~=", "<", "<=", ">", ">=", "and", "or", "&", "|", "~", "<<",
        ">>",
    ]

    private mutating func expression() {
        while true {
            while at(oneOf: Self.unary) { position += 1 }
            if at("{") || at("function") {
                skipBalanced()
            } else if isName || at("(") {
                suffixed()
            } else if kind == .number || kind == .string || at(oneOf: ["nil", "true", "false", "..."]) {
                position += 1
            } else {
                return
            }
            guard at(oneOf: Self.binary) else { return }
            position += 1
        }
    }

    /// A name or an expression in parentheses, with the fields, indices and arguments after it.
    private mutating func suffixed() {
        if at("(") { skipBalanced() } else { position += 1 }
        while true {
            if at(".") || at(":") {
                position += 2
            } else if at("[") || at("(") || at("{") {
                skipBalanced()
            } else if kind == .string {
                position += 1
            } else {
                return
            }
        }
    }

    /// Goes behind what closes the block or bracket that opens here.
    private mutating func skipBalanced() {
        /// What closes each that is open; `do` where a loop's body has yet to begin.
        var closers: [StaticString] = []
        repeat {
            if let closer = closers.last, at(closer) {
                closers.removeLast()
                // The body of a loop.
                if at("do") { closers.append("end") }
            } else if at("for") || at("while") {
                closers.append("do")
            } else if at(oneOf: ["do", "if", "function"]) {
                closers.append("end")
            } else if at("repeat") {
                closers.append("until")
            } else if at("(") {
                closers.append(")")
            } else if at("[") {
                closers.append("]")
            } else if at("{") {
                closers.append("}")
            }
            position += 1
        } while !closers.isEmpty && position < text.tokens.count
    }
}
