import Disk
import Foundation
import TestSupport
import Testing

/// What gzip itself makes is read back to the byte.
@Suite(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gzip"), "gzip is not installed")
) struct GzipTests {
    /// Texts that compress well, a little and not at all.
    private static let contents: [[UInt8]] = [
        [], [0], Array("the same again, ".utf8), Array(String(repeating: "the same again, ", count: 20_000).utf8),
        (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) },
        (0..<200_000).map { UInt8(truncatingIfNeeded: ($0 &* 0x9E37_79B9_7F4A_7C15) >> 40) },
    ]

    private static func compress(_ content: [UInt8], _ options: [String]) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        try Data(content).write(to: URL(fileURLWithPath: folder.file("content")))
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/usr/bin/gzip")
        gzip.arguments = options + [folder.file("content")]
        try gzip.run()
        gzip.waitUntilExit()
        return Array(try Data(contentsOf: URL(fileURLWithPath: folder.file("content.gz"))))
    }

    @Test(arguments: contents.indices, [["-1"], ["-9"], ["-n"]])
    func filesOfGzipAreReadBack(index: Int, options: [String]) throws {
        let content = Self.contents[index]
        let file = try Self.compress(content, options)
        #expect(Gzip.isGzip(file))
        #expect(try Gzip.decompress(file, limit: content.count) == content)
        #expect(try Gzip.decompress(file + file, limit: 2 * content.count) == content + content)
    }

    @Test func damageIsAnError() throws {
        let content = Self.contents[3]
        let file = try Self.compress(content, ["-9"])
        #expect(throws: GzipError.self) { try Gzip.decompress(Array(file.dropLast()), limit: content.count) }
        #expect(throws: GzipError.self) { try Gzip.decompress(file, limit: content.count - 1) }
        for place in [file.count - 6, file.count - 20] {
            var damaged = file
            damaged[place] ^= 1
            #expect(throws: GzipError.self) { try Gzip.decompress(damaged, limit: 2 * content.count) }
        }
    }
}
