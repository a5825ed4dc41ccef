import Foundation
import Models
import Rollouts
import TestSupport
import Testing

/// Conversations as `transformers`' `apply_chat_template` writes them; `scripts/golden/chat.py` makes the file.
@Suite struct ChatGoldenTests {
    struct Golden: Decodable {
        struct Case: Decodable {
            /// By turns the user's and the assistant's.
            var messages: [String]
            var system: String?
            var text: String
            /// Missing where the package joins an answer with the frame before it.
            var ids: [TokenID]?
        }
        var name: String
        var tokenizer: String
        var config: [String: String?]
        var cases: [Case]
    }

    static let goldens: [Golden] = {
        do {
            return try JSONDecoder().decode(
                [Golden].self, from: Data(contentsOf: URL(filePath: Project.goldens + "chat.json")))
        } catch {
            Issue.record(error)
            return []
        }
    }()

    /// A folder as the model's would be, but for its weights.
    static func folder(_ golden: Golden) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(JSONEncoder().encode(golden.config), to: "tokenizer_config.json")
        return folder
    }

    @Test(arguments: 0..<16) func `a recognised template writes what the original writes`(index: Int) throws {
        let golden = try #require(Self.goldens.dropFirst(index).first)
        let codec = try Tokenizer(file: Project.goldens + golden.tokenizer + ".tokenizer.json")
        let folder = try Self.folder(golden)
        // A base model's template says nothing: it is asked for.
        let asked = golden.name == "plain" ? "plain" : nil
        for conversation in golden.cases {
            let template = try ChatTemplates.find(
                folder: folder.path, codec: codec, asked: asked, system: conversation.system)
            var tokens: [TokenID] = [], said: [Message] = []
            for (turn, text) in conversation.messages.enumerated() {
                said.append(Message(turn % 2 == 0 ? .user : .assistant, text))
                if turn % 2 == 0 {
                    tokens += try template.prompt(said, after: turn == 0 ? nil : .end).tokens
                } else {
                    tokens += template.answer(text)
                }
            }
            if let ids = conversation.ids {
                #expect(tokens == ids, "\(golden.name): \(conversation.text.debugDescription)")
            }
            // Others strip a space where decoding begins, and compose characters.
            if golden.tokenizer == "chat-llama3" || conversation.ids == nil && golden.tokenizer == "chat-chatml" {
                #expect(codec.decode(tokens, keepingSpecial: true) == conversation.text)
            }
        }
    }

    @Test func `no golden template is left out`() {
        #expect(Self.goldens.count == 16 && Self.goldens.allSatisfy { $0.cases.count >= 3 })
    }
}
