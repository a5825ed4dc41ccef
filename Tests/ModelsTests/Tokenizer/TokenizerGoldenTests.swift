import Foundation
import Models
import Rollouts
import Testing

/// Ids and texts from the `tokenizers` package; `scripts/golden/tokenizer.py` makes the files.
@Suite struct TokenizerGoldenTests {
    struct Golden: Decodable {
        struct Encoding: Decodable {
            var text: String
            var plain: [TokenID]
            /// Missing when it is the same as `plain`.
            var `default`: [TokenID]?
            /// Missing when it is the text itself.
            var decoded: String?
        }
        struct Decoding: Decodable {
            var tokens: [TokenID]
            var text: String
            var withSpecial: String
        }
        var encode: [Encoding]
        var decode: [Decoding]
    }

    static let names = ["minicoder", "gpt2", "gpt2-prefix", "llama3", "qwen2", "splits"]

    static func tokenizer(_ name: String) throws -> Tokenizer {
        try Tokenizer(
            file: name == "minicoder"
                ? Project.minicoder + "tokenizer.json" : Project.goldens + name + ".tokenizer.json")
    }

    static func golden(_ name: String) throws -> Golden {
        try JSONDecoder().decode(
            Golden.self, from: try Data(contentsOf: URL(filePath: Project.goldens + name + ".golden.json")))
    }

    @Test(arguments: names) func `encodes as the tokenizers package does`(name: String) throws {
        let tokenizer = try Self.tokenizer(name)
        for golden in try Self.golden(name).encode {
            #expect(tokenizer.encode(golden.text) == golden.plain, "\(golden.text.debugDescription)")
            #expect(
                tokenizer.encode(golden.text, allowingSpecial: true, addingTemplate: true)
                    == golden.default ?? golden.plain, "\(golden.text.debugDescription)")
        }
    }

    @Test(arguments: names) func `decodes as the tokenizers package does`(name: String) throws {
        let tokenizer = try Self.tokenizer(name)
        let golden = try Self.golden(name)
        for encoding in golden.encode {
            let text = tokenizer.decode(encoding.plain)
            #expect(Array(text.utf8) == Array((encoding.decoded ?? encoding.text).utf8))
        }
        for decoding in golden.decode {
            #expect(Array(tokenizer.decode(decoding.tokens).utf8) == Array(decoding.text.utf8), "\(decoding.tokens)")
            #expect(
                Array(tokenizer.decode(decoding.tokens, keepingSpecial: true).utf8)
                    == Array(decoding.withSpecial.utf8), "\(decoding.tokens)")
        }
    }
}
