/// The words and signs of a Lua text, and its comments that begin a line.
///
/// Reads any bytes: of a text that is not Lua it makes tokens too, whatever they may mean.
struct LuaTokens {
    enum Kind { case word, number, string, sign }
    struct Token {
        let kind: Kind
        /// Byte offsets of its first byte, and of the one after its last.
        let start: Int
        let end: Int
    }
    private(set) var tokens: [Token] = []
    /// The `--` comments in the first column: their byte offset, and their line from 0.
    private(set) var comments: [(offset: Int, line: Int)] = []
    private let bytes: [UInt8]
    private var position = 0
    private var line = 0

    init(_ source: String) {
        bytes = Array(source.utf8)
        if at("#") { skipLine() }
        while position < bytes.count { next() }
    }

    /// The text of a token.
    func text(_ token: Token) -> String { String(decoding: bytes[token.start..<token.end], as: UTF8.self) }

    /// Whether a token is the given word or sign.
    func matches(_ token: Token, _ text: StaticString) -> Bool {
        guard token.kind == .word || token.kind == .sign, token.end - token.start == text.utf8CodeUnitCount else {
            return false
        }
        return text.withUTF8Buffer { bytes[token.start..<token.end].elementsEqual($0) }
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        position + offset < bytes.count ? bytes[position + offset] : 0
    }
    private func at(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == 0x5F || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || isDigit(byte)
    }

    private mutating func next() {
        let start = position, current = byte()
        if current == UInt8(ascii: "\n") {
            line += 1
            position += 1
        } else if current == 0x20 || (current >= 0x09 && current <= 0x0D) {
            position += 1
        } else if at("--") {
            comment()
        } else if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
            quoted(current)
            add(.string, from: start)
        } else if current == UInt8(ascii: "["), let level = longBracket(at: position) {
            long(level)
            add(.string, from: start)
        } else if Self.isDigit(current) || (current == UInt8(ascii: ".") && Self.isDigit(byte(1))) {
            number()
            add(.number, from: start)
        } else if Self.isLetter(current) {
            while position < bytes.count, Self.isLetter(byte()) { position += 1 }
            add(.word, from: start)
        } else {
            let long: [StaticString] = ["...", "..", "::", "==", "~=", "<=", ">=", "//", "<<", ">>"]
            position += long.first { at($0) }?.utf8CodeUnitCount ?? 1
            add(.sign, from: start)
        }
    }

    private mutating func add(_ kind: Kind, from start: Int) {
        position = min(position, bytes.count)
        tokens.append(Token(kind: kind, start: start, end: position))
    }

    private mutating func comment() {
        let start = position
        if let level = longBracket(at: position + 2) {
            position += 2
            return long(level)
        }
        if start == 0 || bytes[start - 1] == UInt8(ascii: "\n") { comments.append((start, line)) }
        skipLine()
    }

    private mutating func skipLine() {
        while position < bytes.count, byte() != UInt8(ascii: "\n") { position += 1 }
    }

    /// A number with its exponent's sign, which belongs to it.
    private mutating func number() {
        let isHexadecimal = byte() == UInt8(ascii: "0") && byte(1) | 0x20 == UInt8(ascii: "x")
        let exponent = UInt8(ascii: isHexadecimal ? "p" : "e")
        while position < bytes.count, Self.isLetter(byte()) || byte() == UInt8(ascii: ".") {
            let mayHaveSign = byte() | 0x20 == exponent
            position += 1
            if mayHaveSign, byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") { position += 1 }
        }
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
