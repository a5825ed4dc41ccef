/// The checksum of zlib (polynomial 0xEDB88320), which decides what is held out and what is conventional.
package enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    /// The checksum of the text's UTF-8 bytes.
    package static func checksum(_ text: String) -> UInt32 {
        ~text.utf8.reduce(~0) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
    }
}
