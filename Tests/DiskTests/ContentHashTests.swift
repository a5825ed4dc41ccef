import Disk
import Foundation
import TestSupport
import Testing

/// Contents have the hashes that others give them.
@Suite struct ContentHashTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The examples of FIPS 180-4 (NIST's "Secure Hashing: SHA256" page), and of nothing.
    private static let examples: [(text: String, hash: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test(arguments: examples) func bytesAndFilesHaveTheStandardsHash(text: String, hash: String) throws {
        #expect(ContentHash.of(Array(text.utf8)) == hash)
        try folder.write(text, to: "file")
        #expect(try ContentHash.ofFile(folder.file("file")) == hash)
    }

    /// Known answer of Python's hashlib: `(i * 7919 & 255 for i in range(3 * 2**20 + 17))`, which ends in the middle of a piece and of a block.
    @Test func aFileOfSeveralPiecesIsReadToItsEnd() throws {
        let bytes = (0..<((3 << 20) + 17)).map { UInt8(truncatingIfNeeded: $0 &* 7919) }
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file("file")))
        var checks = 0
        let hash = try ContentHash.ofFile(folder.file("file")) { checks += 1 }
        #expect(
            hash == ContentHash.of(bytes) && hash == "de2f6ef8c8f57784b66e913728cbbd6dc46b22c199579cf7320d38c6e8c358d1")
        #expect(checks == 5)
    }

    @Test func piecesAddUpAndMoreCanFollow() {
        var hash = ContentHash()
        for piece in ["a", "", "bc"] { Array(piece.utf8).withUnsafeBytes { hash.update($0) } }
        #expect(hash.hexadecimal() == Self.examples[1].hash)
        #expect(hash.hexadecimal() == Self.examples[1].hash)
        Array("d".utf8).withUnsafeBytes { hash.update($0) }
        #expect(hash.hexadecimal() == ContentHash.of(Array("abcd".utf8)))
    }

    private func hash(_ files: [String: String]) throws -> String {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(text, to: name) }
        return try ContentHash.ofFolder(folder.path)
    }

    /// Known answer of Python's hashlib, over the names and contents in order, each after its length in 8 bytes.
    @Test func aFolderIsTheNamesAndContentsOfItsFiles() throws {
        let files = ["b": "2", "a/z": "1", "a.txt": "", "B": "é"]
        #expect(try hash(files) == "fa771df68d88ec9a858a8d15defb978e0f04ad5b41c9c116f8ecd71eb472d26d")
        let others = [
            ["b": "2", "a/z": "1", "a.txt": "", "B": "e"], ["b": "2", "a/y": "1", "a.txt": "", "B": "é"],
            ["b": "2", "a/z": "1", "B": "é"], ["b": "", "a/z": "12", "a.txt": "", "B": "é"],
        ]
        #expect(try Set((others + [files]).map(hash)).count == 5)
    }

    @Test func linksStandForWhatTheyLeadTo() throws {
        let plain = try hash(["model": "weights", "folder/config": "{}"])
        try FileManager.default.createDirectory(atPath: folder.file("snapshot"), withIntermediateDirectories: true)
        try folder.write("weights", to: "blobs/1")
        try folder.write("{}", to: "blobs/folder/config")
        for (name, target) in [("model", "../blobs/1"), ("folder", "../blobs/folder")] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.file("snapshot/\(name)"), withDestinationPath: target)
        }
        #expect(try ContentHash.ofFolder(folder.file("snapshot")) == plain)
    }

    @Test func whatHasNoContentIsNamed() throws {
        func complaint(_ body: () throws -> String) -> String {
            do { return try body() } catch { return "\(error)" }
        }
        #expect(
            complaint { try ContentHash.ofFile(folder.file("none")) }
                == "cannot read \(folder.file("none")): no such file or directory")
        #expect(
            complaint { try ContentHash.ofFile(folder.path) } == "cannot read \(folder.path): it is no plain file")
        mkfifo(folder.file("pipe"), 0o600)
        #expect(complaint { try ContentHash.ofFile(folder.file("pipe")) }.hasSuffix("pipe: it is no plain file"))
        #expect(
            complaint { try ContentHash.ofFolder(folder.path) }.hasSuffix(
                "pipe: it is neither a plain file nor a folder"))
        unlink(folder.file("pipe"))
        symlink(".", folder.file("loop"))
        #expect(
            complaint { try ContentHash.ofFolder(folder.path) }.hasSuffix("loop: it leads back to a folder above it"))
        unlink(folder.file("loop"))
        symlink("nowhere", folder.file("dangling"))
        #expect(complaint { try ContentHash.ofFolder(folder.path) }.contains("dangling"))
    }

    @Test func aReaderThatIsStoppedStops() throws {
        struct Stopped: Error {}
        try folder.write("text", to: "file")
        #expect(throws: Stopped.self) { try ContentHash.ofFolder(folder.path) { throw Stopped() } }
    }
}
