/// Reads JSON that anybody may have written: bounded in depth, keys in order, bad UTF-8 repaired, the rest refused.
///
/// Foundation's decoder loses the order of keys and costs the reading commands their fast start.
package struct JSONParser {
    /// Deeper nesting is refused.
    static let deepest = 64

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// The value that `bytes` hold.
    ///
    /// - Throws: `JSONError` with the place where it is not JSON.
    package static func parse(_ bytes: some Collection<UInt8>) throws(JSONError) -> JSONValue {
        let result = bytes.withContiguousStorageIfAvailable { parse(buffer: $0) }
        return try (result ?? Array(bytes).withUnsafeBufferPointer { parse(buffer: $0) }).get()
    }

    private static func parse(buffer: UnsafeBufferPointer<UInt8>) -> Result<JSONValue, JSONError> {
        var parser = JSONParser(bytes: buffer)
        do throws(JSONError) {
            let value = try parser.value(depth: 0)
            parser.skipSpace()
            if parser.position < buffer.count { throw parser.error("nothing more") }
            return .success(value)
        } catch {
            return .failure(error)
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        guard depth < Self.deepest else { throw error("at most \(Self.deepest) levels") }
        switch peek {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        var object = JSONObject()
        position += 1
        if skip(UInt8(ascii: "}")) { return object }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw error("a key in quotes") }
            let key = try string()
            guard skip(UInt8(ascii: ":")) else { throw error("':'") }
            object.append(key, try value(depth: depth + 1))
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "}")) else { throw error("',' or '}'") }
        return object
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        position += 1
        if skip(UInt8(ascii: "]")) { return elements }
        repeat { elements.append(try value(depth: depth + 1)) } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "]")) else { throw error("',' or ']'") }
        return elements
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { throw error("no control character in a string") }
            position += 1
        }
        if peek == UInt8(ascii: "\"") {
            position += 1
            return text(start..<position - 1)
        }
        return try stringWithEscapes(from: start)
    }

    private mutating func stringWithEscapes(from start: Int) throws(JSONError) -> String {
        var unescaped = Array(bytes[start..<position])
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: unescaped, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &unescaped)
            case 0..<0x20: throw error("no control character in a string")
            default: unescaped.append(byte)
            }
        }
        throw error("a closing quote")
    }

    private mutating func escape(into unescaped: inout [UInt8]) throws(JSONError) {
        let byte = peek
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte ?? 0)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if 0xD800..<0xDC00 ~= code, peek == UInt8(ascii: "\\"), position + 1 < bytes.count,
                bytes[position + 1] == UInt8(ascii: "u")
            {
                let mark = position
                position += 2
                let low = try hexadecimal()
                if 0xDC00..<0xE000 ~= low {
                    code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    position = mark
                }
            }
            unescaped += String(Unicode.Scalar(code).map(Character.init) ?? "\u{FFFD}").utf8
        default: throw error("an escape such as \\n")
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count,
            bytes[position..<position + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let code = UInt32(text(position..<position + 4), radix: 16)
        else { throw error("four hexadecimal digits") }
        position += 4
        return code
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        func digits() -> Bool {
            let first = position
            while let byte = peek, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
            return position > first
        }
        if peek == UInt8(ascii: "-") { position += 1 }
        guard digits() else { throw error("a value") }
        var isWhole = true
        if peek == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            guard digits() else { throw error("a digit") }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            guard digits() else { throw error("a digit") }
        }
        let text = text(start..<position)
        if isWhole, let value = Int(text) { return .int(value) }
        guard let value = Double(text) else { throw error("a number") }
        return .number(value)
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw error("a value") }
        position += word.utf8.count
        return value
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    /// Skips space and then `byte`, if it comes next.
    private mutating func skip(_ byte: UInt8) -> Bool {
        skipSpace()
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private func error(_ expected: String) -> JSONError {
        JSONError(byte: min(position, bytes.count), expected: expected)
    }
}

/// Where text is not JSON.
package struct JSONError: Error, CustomStringConvertible {
    /// Bytes before the place.
    package let byte: Int
    let expected: String
    package var description: String { "not JSON at byte \(byte): expected \(expected)" }
}
