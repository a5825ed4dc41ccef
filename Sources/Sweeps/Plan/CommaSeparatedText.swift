/// Records of comma-separated values (RFC 4180): quotes around fields, two for one inside; lines end in LF or CRLF, and the last may end in none.
/// A byte order mark is passed over, and empty lines are.
struct CommaSeparatedText {
    /// A record and the line on which it begins, counted from 1.
    struct Record: Sendable, Hashable {
        var line: Int
        var fields: [String]
    }

    /// What no well-formed text holds.
    struct Problem: Error, Hashable {
        var line: Int
        /// The rest of a sentence that begins with the line.
        var text: String
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    /// The records of a text.
    init(_ text: String) {
        bytes = Array(text.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    private static let quote = UInt8(ascii: "\""), comma = UInt8(ascii: ",")
    private static let newLine = UInt8(ascii: "\n"), carriageReturn = UInt8(ascii: "\r")

    /// The next record; nil at the end.
    ///
    /// - Parameter limit: more fields than this are refused.
    mutating func next(limit: Int) throws(Problem) -> Record? {
        while try skipLineEnd() {}
        guard position < bytes.count else { return nil }
        let start = line
        var fields: [String] = []
        while true {
            guard fields.count < limit else { throw Problem(line: start, text: "has more than \(limit) fields") }
            fields.append(bytes[position...].first == Self.quote ? try quoted() : try plain())
            if position == bytes.count { break }
            if try skipLineEnd() { break }
            guard bytes[position] == Self.comma else {
                throw Problem(
                    line: line, text: "has text behind a closing quote; a quote inside quotes is written twice")
            }
            position += 1
        }
        return Record(line: start, fields: fields)
    }

    private mutating func plain() throws(Problem) -> String {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == Self.comma || byte == Self.newLine || byte == Self.carriageReturn { break }
            guard byte != Self.quote else {
                throw Problem(
                    line: line,
                    text: "has a quote inside a field; put the whole field into quotes and write the quote twice")
            }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quoted() throws(Problem) -> String {
        let start = line
        var field: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == Self.newLine { line += 1 }
            if byte == Self.quote {
                guard position < bytes.count, bytes[position] == Self.quote else {
                    return String(decoding: field, as: UTF8.self)
                }
                position += 1
            }
            field.append(byte)
        }
        throw Problem(line: start, text: "opens a quote that nothing closes")
    }

    /// Whether a line ended here.
    private mutating func skipLineEnd() throws(Problem) -> Bool {
        guard position < bytes.count else { return false }
        var end = position
        if bytes[end] == Self.carriageReturn {
            end += 1
            guard end < bytes.count, bytes[end] == Self.newLine else {
                throw Problem(
                    line: line, text: "has a carriage return that no line feed follows; lines end in LF or CRLF")
            }
        }
        guard bytes[end] == Self.newLine else { return false }
        position = end + 1
        line += 1
        return true
    }
}
