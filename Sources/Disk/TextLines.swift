/// The lines of a text file that anybody may have made, maybe compressed with gzip or Zstandard: read in pieces, so that a file of any length
/// takes as much memory as its longest line.
package final class TextLines {
    private static let piece = 1 << 20

    private let file: PlainFile
    private let decompressor: Decompressor
    private let longest, limit: Int
    private var hash = ContentHash()
    /// How far the file was read, and how many bytes came of that.
    private var position = 0, made = 0
    /// What was made and not yet given lies from `start` on.
    private var buffer: [UInt8] = []
    private var start = 0, searched = 0
    /// How many lines were given.
    package private(set) var count = 0

    /// Opens the file at `path`; a link stands for what it leads to.
    ///
    /// - Parameters:
    ///   - longest: a line of more bytes than this is refused.
    ///   - limit: so is a compressed file that holds more bytes than this.
    package init(_ path: String, longest: Int, limit: Int = 1 << 40) throws(FileError) {
        file = try PlainFile(path, followsLinks: true)
        (self.longest, self.limit) = (longest, limit)
        let beginning = try file.read(from: 0, count: 4)
        do throws(DamagedFile) { decompressor = try Decompressor(beginning) } catch {
            throw FileError(path, .damaged(error.reason))
        }
    }

    /// The next line, without its end; nil when there is none. The last one needs no end.
    ///
    /// - Throws: `FileError` for a line that is too long, and for a file that is damaged.
    package func next() throws(FileError) -> ArraySlice<UInt8>? {
        while true {
            if let stop = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                return try line(to: stop, next: stop + 1)
            }
            searched = buffer.count
            guard buffer.count - start <= longest else { throw tooLong }
            buffer.removeSubrange(..<start)
            (start, searched) = (0, searched - start)
            guard try readPiece() else {
                if decompressor.isInside { throw FileError(file.path, .damaged("it ends too early")) }
                return buffer.isEmpty ? nil : try line(to: buffer.count, next: buffer.count)
            }
        }
    }

    private func line(to stop: Int, next: Int) throws(FileError) -> ArraySlice<UInt8> {
        let line = buffer[start..<stop]
        guard line.count <= longest else { throw tooLong }
        (start, searched, count) = (next, next, count + 1)
        return line
    }

    /// Whether there was more of the file.
    private func readPiece() throws(FileError) -> Bool {
        do throws(DamagedFile) {
            if let bytes = try decompressor.next() {
                made += bytes.count
                guard made <= limit else { throw DamagedFile("it holds more than the \(limit) bytes allowed") }
                buffer.append(contentsOf: bytes)
                return true
            }
        } catch {
            throw FileError(file.path, .damaged(error.reason))
        }
        let piece = try file.read(from: position, count: Self.piece)
        position += piece.count
        piece.withUnsafeBytes { hash.update($0) }
        decompressor.give(piece)
        return !piece.isEmpty
    }

    private var tooLong: FileError { FileError(file.path, .longLine(number: count + 1, limit: longest)) }

    /// The SHA-256 of the file's bytes as they lie there, once `next` has given nil.
    package var contentHash: String { hash.hexadecimal() }
}
