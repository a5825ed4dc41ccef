extension JSONValue {
    /// The value in one line, doubles in the shortest form that gives back the same bits.
    package var text: String { String(decoding: encoded(), as: UTF8.self) }

    /// The value over several lines for people; what holds no lists or objects itself stays on one line.
    package var prettyText: String {
        var bytes: [UInt8] = []
        append(to: &bytes, indent: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The value as it stands in a message, cut when it is long.
    package var brief: String {
        let text = text
        return text.unicodeScalars.count <= 60
            ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(57))) + "..."
    }

    /// The bytes of `text`.
    package func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    /// Appends the bytes of `text`.
    package func append(to bytes: inout [UInt8]) { append(to: &bytes, indent: nil) }

    private func append(to bytes: inout [UInt8], indent: Int?) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .int(let value): bytes += value.description.utf8
        case .number(let value): Self.append(value, to: &bytes)
        case .string(let value): Self.append(value, to: &bytes)
        case .array(let elements):
            let broken = elements.contains(where: \.isContainer) ? indent : nil
            Self.append("[", "]", count: elements.count, to: &bytes, indent: broken) { index, bytes, indent in
                elements[index].append(to: &bytes, indent: indent)
            }
        case .object(let object):
            let isOuter = indent == 0 || object.members.contains { $0.value.isContainer }
            Self.append("{", "}", count: object.members.count, to: &bytes, indent: isOuter ? indent : nil) {
                index, bytes, indent in
                Self.append(object.members[index].key, to: &bytes)
                bytes += (indent == nil ? ":" : ": ").utf8
                object.members[index].value.append(to: &bytes, indent: indent)
            }
        }
    }

    private var isContainer: Bool {
        switch self {
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.members.isEmpty
        default: false
        }
    }

    private static func append(
        _ open: String, _ close: String, count: Int, to bytes: inout [UInt8], indent: Int?,
        each: (Int, inout [UInt8], Int?) -> Void
    ) {
        func newLine(_ depth: Int) { bytes += ("\n" + String(repeating: "  ", count: depth)).utf8 }
        bytes += open.utf8
        for index in 0..<count {
            if index > 0 { bytes += ",".utf8 }
            if let indent { newLine(indent + 1) }
            each(index, &bytes, indent.map { $0 + 1 })
        }
        if let indent, count > 0 { newLine(indent) }
        bytes += close.utf8
    }

    private static func append(_ value: Double, to bytes: inout [UInt8]) {
        guard value.isFinite else {
            return append(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity", to: &bytes)
        }
        bytes += value.description.utf8
    }

    fileprivate static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += #"\""#.utf8
            case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
            case 0x0A: bytes += #"\n"#.utf8
            case 0x09: bytes += #"\t"#.utf8
            case 0x0D: bytes += #"\r"#.utf8
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes += #"\u00"#.utf8
                bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension JSONObject {
    /// Appends the members as further ones of an object that is being written: `,"loss":0.5`.
    ///
    /// - Parameter key: One that is left out.
    package func appendMembers(to bytes: inout [UInt8], except key: String? = nil) {
        for member in members where member.key != key {
            bytes.append(UInt8(ascii: ","))
            JSONValue.append(member.key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            member.value.append(to: &bytes)
        }
    }
}
