/// The checksum of TensorFlow's records: CRC-32C (Castagnoli, 1993), eight bytes at a time.
enum CRC32C {
    /// Eight tables, one after the other: what a byte does to the checksum when that many more follow it.
    private static let tables: [UInt32] = {
        var tables = (0..<256).map { (index: UInt32) in
            (0..<8).reduce(index) { value, _ in value & 1 == 0 ? value >> 1 : 0x82F6_3B78 ^ value >> 1 }
        }
        for index in 256..<8 * 256 {
            let before = tables[index - 256]
            tables.append(tables[Int(before & 0xFF)] ^ before >> 8)
        }
        return tables
    }()

    /// The checksum of `bytes`.
    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        tables.withUnsafeBufferPointer { table in
            var (value, position) = (~UInt32(0), 0)
            while position + 8 <= bytes.count {
                let word =
                    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) ^ UInt64(value)
                value = 0
                for place in 0..<8 { value ^= table[(7 - place) << 8 | Int(word >> UInt64(8 * place) & 0xFF)] }
                position += 8
            }
            while position < bytes.count {
                value = table[Int(UInt8(truncatingIfNeeded: value) ^ bytes[position])] ^ value >> 8
                position += 1
            }
            return ~value
        }
    }

    /// The checksum as it is stored: turned and moved, so that a checksum of checksums is none that data has by accident.
    static func masked(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        let value = checksum(bytes)
        return (value >> 15 | value << 17) &+ 0xA282_EAD8
    }
}

/// The framing of TensorFlow's record files: length, its checksum, the bytes, their checksum.
///
/// https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
enum EventRecord {
    /// Appends `message` as a record.
    static func append(_ message: [UInt8], to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt64(message.count).littleEndian) { length in
            bytes.append(contentsOf: length)
            append(CRC32C.masked(length), to: &bytes)
        }
        bytes.append(contentsOf: message)
        append(message.withUnsafeBytes { CRC32C.masked($0) }, to: &bytes)
    }

    private static func append(_ checksum: UInt32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: checksum.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
