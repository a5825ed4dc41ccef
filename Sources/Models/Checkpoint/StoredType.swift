/// How a checkpoint's file holds a number. All are read into `Float`.
package enum StoredType: String, Sendable, Hashable, CaseIterable {
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"

    /// The bytes that one number takes.
    package var byteCount: Int { self == .float32 ? 4 : 2 }

    /// What `config.json` calls it.
    package var configName: String {
        switch self {
        case .float32: "float32"
        case .float16: "float16"
        case .bfloat16: "bfloat16"
        }
    }

    /// The numbers that little-endian `bytes` hold; exact for all three types.
    package func floats(_ bytes: [UInt8]) -> [Float] {
        precondition(bytes.count.isMultiple(of: byteCount))
        return bytes.withUnsafeBytes { raw in
            (0..<bytes.count / byteCount).map { index in
                switch self {
                case .float32:
                    Float(
                        bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
                case .float16: Float(Float16(bitPattern: half(raw, index)))
                case .bfloat16: Float(bitPattern: UInt32(half(raw, index)) << 16)
                }
            }
        }
    }

    /// Little-endian bytes of `values`, rounded to the nearest number of this type, ties to even.
    package func bytes(_ values: [Float]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * byteCount)
        for value in values {
            switch self {
            case .float32: withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
            case .float16: withUnsafeBytes(of: Float16(value).bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
            case .bfloat16: withUnsafeBytes(of: Self.bfloat16(value).littleEndian) { bytes.append(contentsOf: $0) }
            }
        }
        return bytes
    }

    private func half(_ raw: UnsafeRawBufferPointer, _ index: Int) -> UInt16 {
        UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
    }

    private static func bfloat16(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        // Rounding could carry a NaN's digits away and leave an infinity; the quiet bit keeps it a NaN.
        if value.isNaN { return UInt16(bits >> 16) | 0x40 }
        return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
    }
}
