import Disk
import Foundation
import TestSupport
import Testing

/// What gzip itself makes is read back to the byte.
@Suite struct GzipTests {
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

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gzip"), "gzip is not installed"),
        arguments: contents.indices, [["-1"], ["-9"], ["-n"]])
    func filesOfGzipAreReadBack(index: Int, options: [String]) throws {
        let content = Self.contents[index]
        let file = try Self.compress(content, options)
        #expect(Gzip.isGzip(file))
        #expect(try Gzip.decompress(file, limit: content.count) == content)
        #expect(try Gzip.decompress(file + file, limit: 2 * content.count) == content + content)
    }

    /// Known answers of Python's gzip: a file of its own, and one with an extra field, a name, a comment and a checksum of its header.
    @Test func filesOfOthersAreReadBack() throws {
        let python = try #require(Data(base64Encoded: "H4sIAAAAAAACAwuoLMnIz1MvVsgvz9NRCCCTBwADMuvFRgAAAA=="))
        #expect(
            try Gzip.decompress(Array(python), limit: 70) == Array(String(repeating: "Python's own, ", count: 5).utf8))
        let full = try #require(
            Data(base64Encoded: "H4sIHgAAAAAAAwQAYWJjZG5hbWUAY29tbWVudADiSEtUKEmtKOFKRKEASvmxfRUAAAA="))
        #expect(try Gzip.decompress(Array(full), limit: 21) == Array(String(repeating: "a text\n", count: 3).utf8))
    }

    /// 128 MiB of zeros in 373 bytes, compressed twice: it ends at the limit, in time and in memory.
    @Test func aBombIsRefusedAtTheLimit() throws {
        let bomb = try #require(
            Data(
                base64Encoded: """
                    H4sIAAAAAAACA+3cLU4DYRSG0emPmCCgiCoEXQG6CWlCDRoS0ASBRKKZhKAwbAKNYgE4dgC4LoAgCEERhs4s43vPUVdfeXPz7N7VVWc4+ngeDN
                    ZDc//3+FlvVAAAAEDhmvebUXcMqGbt6+HRKQAAAFC6863NcX8U+D3bWVoHAAAAFO92MZ/0HwJf15dj6wAAAIDiTX9WB/0t4KV92j6xDwAAACje
                    m2AAAAAARBEMAAAAgCyCAQAAAJBFMAAAAADCCAYAAABAFsEAAAAAyCIYAAAAAFkEAwAAACCMYAAAAABkEQwAAACALIIBAAAAkEUwAAAAAMIIBg
                    AAAEAWwQAAAADIIhgAAAAAWQQDAAAAIIxgAAAAAGQRDAAAAIAsggEAAACQRTAAAAAAwggGAAAAQBbBAAAAAMgiGAAAAABZBAMAAAAgjGAAAAAA
                    ZBEMAAAAgCwPi/msewyYfLdX+8NpBQAApFrtHS8vmvVQ/wNO6FZOrv0BAA==
                    """, options: .ignoreUnknownCharacters))
        let inner = try Gzip.decompress(Array(bomb), limit: 1 << 20)
        let error = #expect(throws: GzipError.self) { try Gzip.decompress(inner, limit: 1 << 20) }
        #expect(error?.description == "it holds more than the 1048576 bytes allowed")
    }

    @Test func damageIsAnError() throws {
        let bytes = Array(String(repeating: "damage is an error, ", count: 3).utf8) + Array(40..<90)
        let file = Array(
            try #require(
                Data(
                    base64Encoded:
                        "H4sIAAAAAAACA0tJzE1MT1XILFZIzFNILSrKL9JRSCFSTENTS1tHV0/fwNDI2MTUzNzC0sraxtbO3sHRydnF1c3dw9PL28fXzz8gMCg4JDQsPCISAKsfotpuAAAA"
                )))
        #expect(try Gzip.decompress(file, limit: bytes.count) == bytes)
        for length in 0..<file.count {
            #expect(throws: GzipError.self) { try Gzip.decompress(Array(file[..<length]), limit: bytes.count) }
        }
        #expect(throws: GzipError.self) { try Gzip.decompress(file, limit: bytes.count - 1) }
        #expect(throws: GzipError.self) { try Gzip.decompress(file + [7], limit: bytes.count) }
        for place in file.indices where !(4..<10).contains(place) {  // but for the time, the system and the effort
            var damaged = file
            damaged[place] ^= 4
            #expect(throws: GzipError.self) { try Gzip.decompress(damaged, limit: 2 * bytes.count) }
        }
    }
}
