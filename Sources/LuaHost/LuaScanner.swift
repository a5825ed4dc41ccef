/// Reads just enough of Lua to tell where a statement of the top level may begin.
struct LuaScanner {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 0
    /// Open blocks, parentheses, braces and brackets.
    private var depth = 0
    /// `for` and `while` whose `do` has not come.
    private var awaitsDo = false
    /// Comment lines whose next token is not known yet.
    private var pending: [Int] = []
    private var found: [Int] = []

    /// The lines, from 0, that hold only a `--` comment from the first column, where a statement may begin after them.
    static func topLevelComments(in source: String) -> [Int] {
        var scanner = LuaScanner(bytes: Array(source.utf8))
        scanner.scan()
        return scanner.found
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func byte(_ offset: Int = 0) -> UInt8 {
        position + offset < bytes.count ? bytes[position + offset] : 0
    }
    private func at(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }
    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == 0x5F || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
    }

    private mutating func scan() {
        if at("#") { skipLine() }
        while position < bytes.count {
            let current = byte()
            if current == UInt8(ascii: "\n") {
                line += 1
                position += 1
            } else if current == 0x20 || (current >= 0x09 && current <= 0x0D) {
                position += 1
            } else if at("--") {
                comment()
            } else if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
                token(startsStatement: false)
                quoted(current)
            } else if current == UInt8(ascii: "["), let level = longBracket(at: position) {
                token(startsStatement: false)
                long(level)
            } else if Self.isLetter(current) {
                word()
            } else {
                // `::` and `;` begin a statement; any other sign goes on with one.
                token(startsStatement: at("::") || at(";"))
                if "({[".utf8.contains(current) { depth += 1 }
                if ")}]".utf8.contains(current) { depth -= 1 }
                position += at("::") ? 2 : 1
            }
        }
        token(startsStatement: true)
    }

    /// The next token decides about the comments before it.
    private mutating func token(startsStatement: Bool) {
        if startsStatement { found += pending }
        pending = []
    }

    private mutating func word() {
        let start = position
        while position < bytes.count, Self.isLetter(byte()) { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        let goesOn = ["and", "or", "in", "then", "else", "elseif", "until", "end"].contains(word)
        token(startsStatement: !goesOn && !(word.first?.isNumber ?? false))
        switch word {
        case "function", "if", "repeat": depth += 1
        case "for", "while": awaitsDo = true
        case "do":
            depth += 1
            awaitsDo = false
        case "end", "until": depth -= 1
        default: break
        }
    }

    private mutating func comment() {
        let startsLine = position == 0 || bytes[position - 1] == UInt8(ascii: "\n")
        if let level = longBracket(at: position + 2) {
            position += 2
            long(level)
            return
        }
        if startsLine, depth == 0, !awaitsDo { pending.append(line) }
        skipLine()
    }

    private mutating func skipLine() {
        while position < bytes.count, byte() != UInt8(ascii: "\n") { position += 1 }
    }

    private mutating func quoted(_ quote: UInt8) {
        position += 1
        while position < bytes.count, byte() != quote {
            if byte() == UInt8(ascii: "\\") { position += 1 }
            if byte() == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
        position += 1
    }

    /// How many `=` an opening long bracket has, or nil when there is none.
    private func longBracket(at start: Int) -> Int? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "[") else { return nil }
        var end = start + 1
        while end < bytes.count, bytes[end] == UInt8(ascii: "=") { end += 1 }
        return end < bytes.count && bytes[end] == UInt8(ascii: "[") ? end - start - 1 : nil
    }

    private mutating func long(_ level: Int) {
        let close = [UInt8(ascii: "]")] + Array(repeating: UInt8(ascii: "="), count: level) + [UInt8(ascii: "]")]
        position += level + 2
        while position < bytes.count, !bytes[position...].starts(with: close) {
            if byte() == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
        position += close.count
    }
}
