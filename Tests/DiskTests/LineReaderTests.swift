import Disk
import Foundation
import TestSupport
import Testing

@Suite struct LineReaderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The lines of a file, and whether bytes follow the last.
    private func lines(from start: Int = 0, longest: Int = 100) throws -> (lines: [String], isTorn: Bool, end: Int) {
        var reader = try LineReader(folder.file("f"), from: start, longest: longest)
        var lines: [String] = []
        while let line = try reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        return (lines, reader.isTorn, reader.end)
    }

    @Test func aLineEndsWithItsLineEnd() throws {
        try folder.write("a\n\nbc\nrest", to: "f")
        let read = try lines()
        #expect(read.lines == ["a", "", "bc"] && read.isTorn && read.end == 6)
        #expect(try lines(from: 3).lines == ["bc"])
        try folder.write("", to: "f")
        #expect(try lines().lines == [])
        #expect(try lines().isTorn == false)
    }

    /// More lines than one piece of the file holds, cut in every place.
    @Test func linesGoOnFromPieceToPiece() throws {
        let text = (0..<400_000).map { "\($0)" }
        try folder.write(text.joined(separator: "\n") + "\n", to: "f")
        let read = try lines()
        #expect(read.lines == text && !read.isTorn)
    }

    @Test func aLongLineIsRefused() throws {
        try folder.write("a\n" + String(repeating: "x", count: 10) + "\nb\n", to: "f")
        #expect(try lines(longest: 10).lines.count == 3)
        let error = #expect(throws: FileError.self) { try lines(longest: 9) }
        #expect(error?.description == "cannot read \(folder.file("f")): its line 2 has more than the 9 bytes allowed")
        // Also one that has not come to its end.
        try folder.write(String(repeating: "x", count: 3 << 20), to: "f")
        #expect(throws: FileError.self) { try lines(longest: 2 << 20) }
        #expect(try lines(longest: 4 << 20).isTorn)
    }

    @Test func onlyPlainFilesAreOpened() throws {
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: folder.file("f"))
        try folder.write("x", to: "f")
        func complaint(_ path: String) -> String? {
            do { _ = try PlainFile(path).size } catch { return "\(error)" }
            return nil
        }
        #expect(complaint(folder.file("pipe")) == "cannot read \(folder.file("pipe")): it is no plain file")
        #expect(complaint(folder.path) == "cannot read \(folder.path): it is no plain file")
        #expect(complaint("/dev/zero") == "cannot read /dev/zero: it is no plain file")
        #expect(complaint(folder.file("link"))?.hasSuffix("it is a symbolic link, which records never are") == true)
        #expect(try PlainFile(folder.file("link"), followsLinks: true).whole(limit: 1) == [0x78])
        let error = #expect(throws: FileError.self) { try PlainFile(folder.file("f")).whole(limit: 0) }
        #expect(error?.problem == .tooLong(bytes: 1, limit: 0))
    }
}
