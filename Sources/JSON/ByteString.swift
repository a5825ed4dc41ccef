/// A string that equals another only if the bytes do: how JSON's keys compare.
///
/// Swift's own `==` takes canonically equivalent strings for equal (`é` and `e` with an accent). To a tokenizer, whose vocabulary is
/// a JSON object, they differ.
package struct ByteString: Hashable, Sendable {
    package let text: String

    /// `text`, compared by its bytes.
    package init(_ text: String) { self.text = text }

    package static func == (a: ByteString, b: ByteString) -> Bool {
        var a = a.text, b = b.text
        return a.withUTF8 { a in
            b.withUTF8 { b in UnsafeRawBufferPointer(a).elementsEqual(UnsafeRawBufferPointer(b)) }
        }
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
