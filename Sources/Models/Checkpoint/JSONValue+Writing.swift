extension JSONValue {
    /// The value on one line, without spaces: the form in a safetensors header.
    package var compact: String {
        var text = ""
        write(to: &text, indent: nil)
        return text
    }

    /// The value on indented lines, ending with a newline: the form of the small files of a checkpoint.
    package var pretty: String {
        var text = ""
        write(to: &text, indent: 0)
        return text + "\n"
    }

    private func write(to text: inout String, indent: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += "\(value)"  // The shortest digits that read back to the same bits.
        case .string(let value): Self.write(value, to: &text)
        case .array(let values):
            Self.write("[", "]", values, to: &text, indent: indent) { $0.write(to: &$1, indent: $2) }
        case .object(let members):
            Self.write("{", "}", members, to: &text, indent: indent) {
                Self.write($0.key, to: &$1)
                $1 += indent == nil ? ":" : ": "
                $0.value.write(to: &$1, indent: $2)
            }
        }
    }

    private static func write<Item>(
        _ open: String, _ close: String, _ items: [Item], to text: inout String, indent: Int?,
        _ write: (Item, inout String, Int?) -> Void
    ) {
        let inner = indent.map { $0 + 2 }
        text += open
        for (index, item) in items.enumerated() {
            if index > 0 { text += "," }
            if let inner { text += "\n" + String(repeating: " ", count: inner) }
            write(item, &text, inner)
        }
        if let indent, !items.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
        text += close
    }

    private static func write(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
