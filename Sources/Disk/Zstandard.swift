import CZstd

/// Zstandard frames (RFC 8878).
package enum Zstandard {
    /// `bytes` as one frame that knows its length and a checksum.
    package static func compress(_ bytes: [UInt8]) throws -> [UInt8] {
        guard let context = ZSTD_createCCtx() else { throw failure("out of memory") }
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        var code = 0
        let frame = [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { buffer, filled in
            code = bytes.withUnsafeBytes {
                ZSTD_compress2(context, buffer.baseAddress, buffer.count, $0.baseAddress, $0.count)
            }
            filled = ZSTD_isError(code) == 0 ? code : 0
        }
        try check(code)
        return frame
    }

    /// What `frame` holds, at most `limit` bytes.
    package static func decompress(_ frame: [UInt8], limit: Int) throws -> [UInt8] {
        let size = frame.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        guard size <= UInt64(limit) else { throw failure("it is damaged, or holds more than \(limit) bytes") }
        var code = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, filled in
            code = frame.withUnsafeBytes {
                ZSTD_decompress(buffer.baseAddress, buffer.count, $0.baseAddress, $0.count)
            }
            filled = ZSTD_isError(code) == 0 ? code : 0
        }
        try check(code)
        return bytes
    }

    private static func check(_ code: Int) throws {
        if ZSTD_isError(code) != 0 { throw failure(String(cString: ZSTD_getErrorName(code))) }
    }

    private static func failure(_ reason: String) -> ZstandardError { ZstandardError(description: reason) }
}

/// A frame that is damaged or too large.
package struct ZstandardError: Error, CustomStringConvertible {
    /// What is wrong, as a clause.
    package let description: String
}
