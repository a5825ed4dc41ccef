/// Reads JSON (RFC 8259) that anybody may have written: bounded in depth, keys in order; no key twice in an object, no
/// lone surrogate, no text that is not UTF-8.
///
/// Foundation's readers lose the order of keys, keep one of two equal ones in silence, and cost the reading commands
/// their fast start.
package struct JSONParser {
    /// Deep enough for every file of a checkpoint or a record, shallow enough for the stack.
    private static let deepest = 64

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// How many more values may come.
    private var valuesLeft = Int.max
    /// Whether `NaN` and `Infinity` are numbers, as Python writes them.
    private var takesNonFinite = false

    /// The value that `bytes` hold.
    ///
    /// - Parameter limit: more values than this, lists, objects and what is in them, are refused: in memory each takes many times its bytes.
    /// - Throws: `JSONError` when they are anything but one JSON value in UTF-8 with white space around it.
    package static func parse(
        _ bytes: some Collection<UInt8>, values limit: Int = .max
    ) throws(JSONError) -> JSONValue {
        let result = bytes.withContiguousStorageIfAvailable { parse(buffer: $0, limit) }
        return try (result ?? Array(bytes).withUnsafeBufferPointer { parse(buffer: $0, limit) }).get()
    }

    private static func parse(buffer: UnsafeBufferPointer<UInt8>, _ limit: Int) -> Result<JSONValue, JSONError> {
        var parser = JSONParser(bytes: buffer)
        parser.valuesLeft = limit
        do throws(JSONError) {
            let value = try parser.value(depth: 0)
            parser.skipSpace()
            guard parser.next == nil else { throw parser.error("more text follows the value") }
            return .success(value)
        } catch {
            return .failure(error)
        }
    }

    /// The members of the object that `bytes` hold, each value as it is written: for readers who know more of
    /// numbers than `JSONValue` does. `NaN` and `Infinity` may be among them, as Python writes them.
    ///
    /// - Throws: `JSONError` as `parse`, or when the value is no object.
    package static func memberTexts(_ bytes: [UInt8]) throws(JSONError) -> [(key: String, text: String)] {
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<[(key: String, text: String)], JSONError> in
            var parser = JSONParser(bytes: buffer)
            parser.takesNonFinite = true
            do throws(JSONError) { return .success(try parser.memberTexts()) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private mutating func memberTexts() throws(JSONError) -> [(key: String, text: String)] {
        guard skipSpace(and: "{") else { throw error("an object was expected") }
        var members: [(key: String, text: String)] = []
        if skipSpace(and: "}") { return members }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("a key in double quotes was expected") }
            let key = try string()
            guard skipSpace(and: ":") else { throw error("a colon was expected") }
            skipSpace()
            let start = position
            _ = try value(depth: 1)
            members.append((key, String(decoding: bytes[start..<position], as: UTF8.self)))
        } while skipSpace(and: ",")
        guard skip("}") else { throw error("a comma or } was expected") }
        return members
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func error(_ problem: String) -> JSONError {
        JSONError(problem: position < bytes.count ? problem : "the text ends too early", offset: position)
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Skips white space and then `character`, if it comes next.
    private mutating func skipSpace(and character: Unicode.Scalar) -> Bool {
        skipSpace()
        return skip(character)
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        guard depth < Self.deepest else { throw error("more than \(Self.deepest) levels of nesting") }
        guard valuesLeft > 0 else { throw error("more values than are read") }
        valuesLeft -= 1
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "N") where takesNonFinite: return try word("NaN", .number(.nan))
        case UInt8(ascii: "I") where takesNonFinite: return try word("Infinity", .number(.infinity))
        default: return try number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount {
            guard next == word.utf8Start[index] else { throw error("no value begins so") }
            position += 1
        }
        return value
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        position += 1
        if skipSpace(and: "}") { return JSONObject() }
        var members: [JSONObject.Member] = []
        var keys: Set<ByteString> = []
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("a key in double quotes was expected") }
            let key = try string()
            guard keys.insert(ByteString(key)).inserted else { throw error("the key \"\(key)\" comes twice") }
            guard skipSpace(and: ":") else { throw error("a colon was expected") }
            members.append(JSONObject.Member(key, try value(depth: depth + 1)))
        } while skipSpace(and: ",")
        guard skip("}") else { throw error("a comma or } was expected") }
        return JSONObject(distinct: members)
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        position += 1
        if skipSpace(and: "]") { return [] }
        var elements: [JSONValue] = []
        repeat { elements.append(try value(depth: depth + 1)) } while skipSpace(and: ",")
        guard skip("]") else { throw error("a comma or ] was expected") }
        return elements
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        if skip("-"), takesNonFinite, next == UInt8(ascii: "I") { return try word("Infinity", .number(-.infinity)) }
        if !skip("0") { try digits() }
        var isWhole = true
        if skip(".") {
            isWhole = false
            try digits()
        }
        if skip("e") || skip("E") {
            isWhole = false
            if !skip("+") { _ = skip("-") }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int(text) { return .int(value) }
        guard let value = Double(text), value.isFinite || takesNonFinite else {
            throw error("the number \(text) is too large")
        }
        return .number(value)
    }

    private mutating func digits() throws(JSONError) {
        guard let first = next, (0x30...0x39).contains(first) else { throw error("no value begins so") }
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        if next == UInt8(ascii: "\"") {
            position += 1
            return try text(bytes[start..<position - 1], from: start)
        }
        var unescaped = Array(bytes[start..<position])
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(unescaped, from: start)
            case UInt8(ascii: "\\"):
                position += 1
                unescaped += String(try escape()).utf8
            case 0..<0x20: throw error("a string holds a bare control character")
            default:
                position += 1
                unescaped.append(byte)
            }
        }
        throw error("a string is not closed")
    }

    private func text(_ bytes: some Sequence<UInt8>, from start: Int) throws(JSONError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw JSONError(problem: "a string is not UTF-8", offset: start)
        }
        return text
    }

    /// The character that is written behind a backslash.
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        guard let letter = next else { throw error("") }
        position += 1
        switch letter {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try hexadecimal()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            if unit < 0xDC00, skip("\\"), skip("u") {
                let low = try hexadecimal()
                if (0xDC00..<0xE000).contains(low),
                    let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
                {
                    return scalar
                }
            }
            throw error("half of a surrogate pair stands alone")
        default: throw error("there is no such escape")
        }
    }

    /// The value of the four hexadecimal digits behind `\u`.
    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("\\u needs four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}

/// Why bytes are not JSON.
package struct JSONError: Error, Hashable, CustomStringConvertible {
    /// What was wrong, e.g. `a colon was expected`.
    package let problem: String
    /// Bytes before the place where it was met.
    package let offset: Int
    /// The rest of a sentence that begins with a file's name and `is`.
    package var description: String { "not valid JSON: \(problem) at byte \(offset)" }
}
