import Foundation
import Models
import Rollouts
import TestSupport
import Testing

/// 10,000 lines of mixed text in each way of cutting text that published models use: code, many scripts, white space, control characters,
/// emoji, and what special tokens look like. `scripts/golden/tokenizer.py` has the package's hash of each 50 lines.
@Suite struct TokenizerLinesTests {
    struct Golden: Decodable {
        /// Lines at which the package itself crashes.
        var panics: Set<Int>
        var hashes: [String]
    }

    @Test(arguments: [
        "minicoder", "gpt2", "gpt2-prefix", "smollm2", "llama3", "qwen2", "tekken", "ruby", "llama2", "mistral3",
        "spaces", "splits",
    ]) func `lines become the ids of the tokenizers package`(name: String) throws {
        try check(TokenizerGoldenTests.tokenizer(name), Project.goldens + name + ".lines.json")
    }

    @Test func `symbols that the vocabulary lacks are left out without a token for them`() throws {
        let folder = try TemporaryFolder()
        let text = try String(contentsOfFile: Project.goldens + "smollm2.tokenizer.json", encoding: .utf8)
        let bare = text.replacingOccurrences(of: #""unk_token":"<|endoftext|>""#, with: #""unk_token":null"#)
        try #require(bare != text)
        try check(
            Tokenizer(file: folder.write(bare.utf8, to: "tokenizer.json")), Project.goldens + "smollm2-gaps.lines.json")
    }

    /// What chat templates hand over: the text between special tokens is cut as it would be in the whole.
    @Test(arguments: ["smollm2", "llama3", "qwen2", "tekken", "llama2", "mistral3", "gpt2-prefix"])
    func `pieces become the ids of the text that they are cut from`(name: String) throws {
        let tokenizer = try TokenizerGoldenTests.tokenizer(name)
        var lines = Lines(pool: try Self.pool())
        for _ in 0..<2000 {
            let line = lines.next()
            let pieces = tokenizer.pieces(of: line)
            #expect(
                tokenizer.encode(pieces, continuing: false) == tokenizer.encode(line, allowingSpecial: true),
                "\(line.debugDescription)")
        }
    }

    /// Of a tokenizer that somebody has.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["ASSAY_TOKENIZER"] != nil))
    func `lines become the ids of the package for a given tokenizer`() throws {
        let environment = ProcessInfo.processInfo.environment
        try check(
            Tokenizer(file: try #require(environment["ASSAY_TOKENIZER"])),
            try #require(environment["ASSAY_TOKENIZER_LINES"]))
    }

    private func check(_ tokenizer: Tokenizer, _ path: String) throws {
        let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: URL(filePath: path)))
        var lines = Lines(pool: try Self.pool())
        var wrong: [Int] = []
        for (block, hash) in golden.hashes.enumerated() {
            var own = FNV()
            for number in block * 50..<block * 50 + 50 {
                let line = lines.next()
                // Their hash does not tell, but no line may end the process.
                let plain = tokenizer.encode(line)
                let whole = tokenizer.encode(line, allowingSpecial: true, addingTemplate: true)
                if golden.panics.contains(number) { continue }
                for ids in [plain, whole] { own.add(ids.flatMap(Self.bytes) + [255, 255, 255, 255]) }
                own.add(Array(tokenizer.decode(plain).utf8))
            }
            if own.text != hash { wrong.append(block * 50) }
        }
        #expect(golden.hashes.count == 200)
        #expect(wrong.isEmpty, "lines differ within 50 of each of these numbers")
    }

    private static func bytes(_ token: TokenID) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: token >> (8 * $0)) }
    }

    private static func pool() throws -> [String] {
        try JSONDecoder().decode(
            [String].self, from: Data(contentsOf: URL(filePath: Project.goldens + "lines.pool.json")))
    }

    /// Concatenations of parts of the pool, drawn by a linear congruential generator as in the script.
    private struct Lines {
        let pool: [String]
        private var state: UInt64 = 1

        init(pool: [String]) { self.pool = pool }

        private mutating func below(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }

        mutating func next() -> String {
            var line = ""
            for _ in 0..<1 + below(16) { line.unicodeScalars += pool[below(pool.count)].unicodeScalars }
            return line
        }
    }

    private struct FNV {
        private var state: UInt64 = 0xCBF2_9CE4_8422_2325

        mutating func add(_ bytes: [UInt8]) { for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 } }

        var text: String {
            let digits = String(state, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
    }
}
