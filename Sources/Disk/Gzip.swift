import CZlib

/// Reads gzip files (RFC 1952) made by anybody.
package enum Gzip {
    /// How much room is made for the output at a time, in bytes.
    private static let step = 1 << 20

    /// Whether the bytes begin as a gzip file does.
    package static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B }

    /// What the file holds: all its members, one after the other.
    ///
    /// - Parameters:
    ///   - limit: more bytes than this are refused, before there is room for them.
    ///   - isBare: whether it is zlib's own format (RFC 1950), of one member, rather than gzip's.
    /// - Throws: `GzipError` when it is damaged, cut short, or holds more.
    package static func decompress(
        _ bytes: [UInt8], limit: Int, isBare: Bool = false
    ) throws(GzipError) -> [UInt8] {
        var stream = z_stream()
        // The largest window, and 16 for a gzip header and trailer; zlib compares the checksum of either format.
        let code = inflateInit2_(
            &stream, MAX_WBITS + (isBare ? 0 : 16), ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw GzipError("there is no memory to read it") }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        var position = 0
        repeat {
            try decompressMember(bytes, &position, &stream, into: &output, limit: limit)
            inflateReset(&stream)
        } while position < bytes.count
        return output
    }

    private static func decompressMember(
        _ bytes: [UInt8], _ position: inout Int, _ stream: inout z_stream, into output: inout [UInt8], limit: Int
    ) throws(GzipError) {
        var room = [UInt8](repeating: 0, count: min(step, max(1, 4 * bytes.count)))
        while true {
            // zlib counts in 32 bits.
            let given = min(bytes.count - position, 1 << 30)
            let code = bytes.withUnsafeBufferPointer { bytes in
                room.withUnsafeMutableBufferPointer { room in
                    // Only read from, whatever the type says.
                    stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress.map { $0 + position })
                    stream.avail_in = UInt32(given)
                    (stream.next_out, stream.avail_out) = (room.baseAddress, UInt32(room.count))
                    return inflate(&stream, Z_NO_FLUSH)
                }
            }
            position += given - Int(stream.avail_in)
            let made = room.count - Int(stream.avail_out)
            guard output.count + made <= limit else {
                throw GzipError("it holds more than the \(limit) bytes allowed")
            }
            output += room[..<made]
            switch code {
            case Z_STREAM_END: return
            // No progress for want of input or of room; there is always room.
            case Z_OK, Z_BUF_ERROR:
                if position == bytes.count && made < room.count { throw GzipError("it ends too early") }
            case Z_MEM_ERROR: throw GzipError("there is no memory to read it")
            default: throw GzipError(stream.msg.map { "it is damaged: \(String(cString: $0))" } ?? "it is damaged")
            }
        }
    }
}

/// A file that is no whole gzip file.
package struct GzipError: Error, CustomStringConvertible {
    /// What is wrong, as a clause.
    package let description: String
    init(_ description: String) { self.description = description }
}
