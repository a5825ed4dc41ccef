import Disk
import Foundation
import TestSupport
import Testing

@Suite struct ReplaceTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func theNewFileIsThereWholeOnceItIsWritten() throws {
        try folder.write("old", to: "file")
        try Disk.replace(folder.file("file")) { write in
            try write(Array("new ".utf8))
            #expect(try folder.text("file") == "old")
            try write([])
            try write(Array("text".utf8))
        }
        #expect(try folder.text("file") == "new text")
        #expect(try folder.names == ["file"])
    }

    @Test func theOldFileStaysWhenTheNewOneCannotBeFinished() throws {
        struct Refusal: Error {}
        try folder.write("old", to: "file")
        #expect(throws: Refusal.self) {
            try Disk.replace(folder.file("file")) { write in
                try write([1, 2, 3])
                throw Refusal()
            }
        }
        #expect(try folder.text("file") == "old")
        #expect(try folder.names == ["file"])
    }

    @Test func aFolderInTheWayIsAnErrorThatLeavesNothing() throws {
        try folder.write("inside", to: "taken/file")
        let error = #expect(throws: SystemError.self) { try Disk.replace(folder.file("taken")) { try $0([1]) } }
        #expect(error?.number == EISDIR)
        #expect(try folder.names == ["taken"])
        let missing = #expect(throws: SystemError.self) { try Disk.replace(folder.file("none/file")) { try $0([1]) } }
        #expect(missing?.number == ENOENT && missing?.description == "No such file or directory")
    }

    @Test func aReadEndsWhereTheFileDoes() throws {
        try folder.write("0123456789", to: "file")
        let descriptor = open(folder.file("file"), O_RDONLY)
        defer { close(descriptor) }
        #expect(try Disk.read(descriptor, from: 2, count: 3) == Array("234".utf8))
        #expect(try Disk.read(descriptor, from: 8, count: 5) == Array("89".utf8))
        #expect(throws: SystemError.self) { try Disk.read(-1, from: 0, count: 1) }
    }

    @Test func theParentOfAPath() {
        #expect(["a/b", "a/b/", "/a", "a", "/"].map { Disk.parent(of: $0) } == ["a", "a", "/", ".", "/"])
    }
}
