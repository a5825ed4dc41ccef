import CZlib
import CZstd

/// Turns pieces of a file that anybody may have made into what it holds: gzip (RFC 1952) and Zstandard (RFC 8878) by how it begins, with
/// all members one after the other; anything else as it is.
///
/// It is pulled: however much a piece holds, a step of it is in memory.
final class Decompressor {
    private enum Format { case plain, gzip, zstandard }
    /// How much is made at a time, in bytes.
    private static let step = 1 << 20

    private let format: Format
    // zlib keeps the address, so it has one of its own.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let context: OpaquePointer?
    private var room = [UInt8](repeating: 0, count: step)
    /// What was given last, of which the bytes from `used` on are to come.
    private var piece: [UInt8] = []
    private var used = 0
    /// Whether more may come of what was used.
    private var isFull = false
    /// Whether a member was begun and has not ended.
    private(set) var isInside = false

    /// - Parameter beginning: the file's first bytes.
    init(_ beginning: [UInt8]) throws(DamagedFile) {
        stream.initialize(to: z_stream())
        if Gzip.isGzip(beginning) {
            (format, context) = (.gzip, nil)
            let code = inflateInit2_(stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
            guard code == Z_OK else { throw DamagedFile("there is no memory to read it") }
        } else if beginning.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            (format, context) = (.zstandard, ZSTD_createDCtx())
            guard context != nil else { throw DamagedFile("there is no memory to read it") }
        } else {
            (format, context) = (.plain, nil)
        }
    }

    deinit {
        if format == .gzip { inflateEnd(stream) }
        stream.deallocate()
        ZSTD_freeDCtx(context)
    }

    /// Takes the next piece of the file, when `next` has given nil.
    func give(_ piece: [UInt8]) { (self.piece, used) = (piece, 0) }

    /// Some of what the file holds; nil when another piece of it is needed. It may be empty.
    func next() throws(DamagedFile) -> ArraySlice<UInt8>? {
        guard used < piece.count || isFull else { return nil }
        switch format {
        case .plain:
            defer { used = piece.count }
            return piece[used...]
        case .gzip: return room[..<(try inflate())]
        case .zstandard: return room[..<(try decode())]
        }
    }

    private func inflate() throws(DamagedFile) -> Int {
        isInside = true
        let given = piece.count - used, stream = stream
        let code = piece.withUnsafeBufferPointer { piece in
            room.withUnsafeMutableBufferPointer { room in
                // Only read from, whatever the type says.
                stream.pointee.next_in = UnsafeMutablePointer(mutating: piece.baseAddress.map { $0 + used })
                (stream.pointee.avail_in, stream.pointee.next_out) = (UInt32(given), room.baseAddress)
                stream.pointee.avail_out = UInt32(room.count)
                return CZlib.inflate(stream, Z_NO_FLUSH)
            }
        }
        used += given - Int(stream.pointee.avail_in)
        isFull = stream.pointee.avail_out == 0
        switch code {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END:
            inflateReset(stream)
            (isInside, isFull) = (false, false)
        case Z_MEM_ERROR: throw DamagedFile("there is no memory to read it")
        default:
            throw DamagedFile(stream.pointee.msg.map { "it is damaged: \(String(cString: $0))" } ?? "it is damaged")
        }
        return room.count - Int(stream.pointee.avail_out)
    }

    private func decode() throws(DamagedFile) -> Int {
        let (code, read, made) = piece.withUnsafeBytes { piece in
            room.withUnsafeMutableBytes { room in
                var input = ZSTD_inBuffer(src: piece.baseAddress, size: piece.count, pos: used)
                var output = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                return (ZSTD_decompressStream(context, &output, &input), input.pos, output.pos)
            }
        }
        guard ZSTD_isError(code) == 0 else {
            throw DamagedFile("it is damaged: \(String(cString: ZSTD_getErrorName(code)))")
        }
        (used, isInside, isFull) = (read, code != 0, made == room.count)
        return made
    }
}

/// A file that does not hold what it begins as.
struct DamagedFile: Error {
    /// What is wrong, as a clause.
    let reason: String
    init(_ reason: String) { self.reason = reason }
}
