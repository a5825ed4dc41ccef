/// A Lua string as it is: any bytes, NUL and bad UTF-8 among them.
package struct LuaBytes: Sendable, Hashable {
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }
    package init(_ text: String) { bytes = Array(text.utf8) }

    /// The text, or nil when the bytes are not UTF-8.
    package var text: String? {
        // Repaired and compared: `String(validating:as:)` takes three times as long, and each name of a table comes here.
        var text = repaired
        let isWhole = text.withUTF8 { text in bytes.withUnsafeBufferPointer { text.elementsEqual($0) } }
        return isWhole ? text : nil
    }
    /// The text with U+FFFD for what is not UTF-8; for eyes only.
    package var repaired: String { String(decoding: bytes, as: UTF8.self) }

    /// At most 40 characters on one line.
    var excerpt: String {
        let line = repaired.map { $0.isNewline ? "⏎" : $0 }
        return line.count > 40 ? String(line.prefix(39)) + "…" : String(line)
    }
}
