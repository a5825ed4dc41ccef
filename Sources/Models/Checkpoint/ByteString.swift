/// A string that equals another only if the bytes do.
///
/// Swift's own `==` takes canonically equivalent strings for equal (`é` and `e` with an accent). To a tokenizer they differ.
struct ByteString: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (a: ByteString, b: ByteString) -> Bool {
        var a = a.text, b = b.text
        return a.withUTF8 { a in
            b.withUTF8 { b in UnsafeRawBufferPointer(a).elementsEqual(UnsafeRawBufferPointer(b)) }
        }
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
