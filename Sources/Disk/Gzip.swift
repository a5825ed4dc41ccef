/// Reads gzip files (RFC 1952) made by anybody.
package enum Gzip {
    /// Whether the bytes begin as a gzip file does.
    package static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B }

    /// What the file holds: all its members, one after the other.
    ///
    /// - Parameter limit: more bytes than this are refused.
    /// - Throws: `GzipError` when it is damaged, cut short, or holds more.
    package static func decompress(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
        var output: [UInt8] = []
        var position = 0
        repeat {
            var inflater = Inflater(bytes, from: try headerEnd(bytes, position), output: output, limit: limit)
            let start = output.count
            try inflater.run()
            output = inflater.output
            let trailer = inflater.position
            guard trailer + 8 <= bytes.count else { throw GzipError("it ends too early") }
            let checksum = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[trailer + $1]) << (8 * UInt32($1)) }
            guard checksum == CRC32.checksum(output[start...]) else { throw GzipError("its checksum is wrong") }
            position = trailer + 8
        } while position < bytes.count
        return output
    }

    private static func headerEnd(_ bytes: [UInt8], _ start: Int) throws(GzipError) -> Int {
        guard start + 10 <= bytes.count else { throw GzipError("it ends too early") }
        guard bytes[start] == 0x1F, bytes[start + 1] == 0x8B, bytes[start + 2] == 8 else {
            throw GzipError("a part of it is no gzip data")
        }
        let flags = bytes[start + 3]
        var position = start + 10
        if flags & 4 != 0 {  // extra field
            guard position + 2 <= bytes.count else { throw GzipError("it ends too early") }
            position += 2 + Int(bytes[position]) + Int(bytes[position + 1]) << 8
        }
        for flag: UInt8 in [8, 16] where flags & flag != 0 {  // name, comment
            guard position <= bytes.count, let end = bytes[position...].firstIndex(of: 0) else {
                throw GzipError("it ends too early")
            }
            position = end + 1
        }
        if flags & 2 != 0 { position += 2 }
        guard position <= bytes.count else { throw GzipError("it ends too early") }
        return position
    }
}

/// A file that is no whole gzip file.
package struct GzipError: Error, CustomStringConvertible {
    /// What is wrong, as a clause.
    package let description: String
    init(_ description: String) { self.description = description }
}

/// The checksum of gzip (RFC 1952, section 8).
private enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { (index: UInt32) in
        (0..<8).reduce(index) { value, _ in value & 1 == 0 ? value >> 1 : 0xEDB8_8320 ^ value >> 1 }
    }

    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            bytes.withUnsafeBufferPointer { bytes in
                var value: UInt32 = ~0
                for byte in bytes { value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8 }
                return ~value
            }
        }
    }
}
