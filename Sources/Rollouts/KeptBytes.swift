extension String {
    // What stands for the bytes 0x80 to 0xFF where they are not UTF-8: the last 128 characters of the private plane.
    private static let first: UInt32 = 0x10FF80

    /// A text that keeps any bytes: one that is not part of UTF-8 becomes the character U+10FF00 plus its value, and so do the bytes of those
    /// characters themselves. Records hold such texts; `keptBytes` gives the bytes back.
    public init(keeping bytes: [UInt8]) {
        if let text = String(validating: bytes, as: UTF8.self), !text.holdsKeptBytes {
            self = text
            return
        }
        self = ""
        var decoder = UTF8.ForwardParser(), left = bytes[...]
        while !left.isEmpty {
            var iterator = left.makeIterator()
            decoder = UTF8.ForwardParser()
            if case .valid(let encoded) = decoder.parseScalar(from: &iterator) {
                let scalar = UTF8.decode(encoded)
                if scalar.value < Self.first {
                    unicodeScalars.append(scalar)
                    left = left.dropFirst(encoded.count)
                    continue
                }
            }
            unicodeScalars.append(Unicode.Scalar(Self.first - 0x80 + UInt32(left.first!))!)
            left = left.dropFirst()
        }
    }

    /// The bytes that a text made by `String(keeping:)` stands for; its UTF-8 otherwise.
    public var keptBytes: [UInt8] {
        if !holdsKeptBytes { return Array(utf8) }
        return unicodeScalars.flatMap { scalar in
            scalar.value < Self.first
                ? Array(String(scalar).utf8) : [UInt8(truncatingIfNeeded: scalar.value)]
        }
    }

    /// The text for eyes: U+FFFD for what is not UTF-8.
    public var repaired: String { holdsKeptBytes ? String(decoding: keptBytes, as: UTF8.self) : self }

    private var holdsKeptBytes: Bool {
        var last: (UInt8, UInt8) = (0, 0)
        for byte in utf8 {
            if last == (0xF4, 0x8F) && byte >= 0xBE { return true }
            last = (last.1, byte)
        }
        return false
    }
}
