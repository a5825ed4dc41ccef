#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The lines of a file one after the other, read in pieces: a file of any length takes as much memory as its longest line.
package struct LineReader: ~Copyable {
    private static let piece = 1 << 20

    private let file: PlainFile
    private let longest: Int
    /// What was read and not yet given lies from `start` on.
    private var buffer: [UInt8] = []
    private var start = 0
    /// How far `buffer` was searched for a line's end.
    private var searched = 0
    /// How far the file was read.
    private var position: Int
    /// How many lines were given.
    package private(set) var count = 0
    /// Where the last line given ended, in bytes from the beginning of the file.
    package private(set) var end: Int

    /// Opens the file at `path`.
    ///
    /// - Parameters:
    ///   - first: where the first line begins.
    ///   - longest: a line of more bytes than this is refused.
    package init(_ path: String, from first: Int = 0, longest: Int) throws(FileError) {
        file = try PlainFile(path)
        (self.longest, position, end) = (longest, first, first)
    }

    /// The file's size in bytes when it was opened; what is written since is not read.
    package var size: Int { file.size }
    /// Whether bytes follow the last whole line. Only known once `next` has given nil.
    package var isTorn: Bool { start < buffer.count }

    /// The next whole line, without its end; nil when there is none.
    ///
    /// - Throws: `FileError` for a line that is too long.
    package mutating func next() throws(FileError) -> ArraySlice<UInt8>? {
        while true {
            if let stop = Self.lineEnd(buffer, from: searched) {
                let line = buffer[start..<stop]
                guard line.count <= longest else { throw tooLong }
                end += stop + 1 - start
                (start, searched, count) = (stop + 1, stop + 1, count + 1)
                return line
            }
            searched = buffer.count
            guard buffer.count - start <= longest else { throw tooLong }
            guard position < file.size else { return nil }
            let read = try file.read(from: position, count: min(Self.piece, file.size - position))
            // It was cut short meanwhile.
            guard !read.isEmpty else { return nil }
            position += read.count
            buffer.removeSubrange(..<start)
            searched -= start
            start = 0
            buffer += read
        }
    }

    private var tooLong: FileError { FileError(file.path, .longLine(number: count + 1, limit: longest)) }

    private static func lineEnd(_ bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            guard start < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
            else { return nil }
            return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base
        }
    }
}
