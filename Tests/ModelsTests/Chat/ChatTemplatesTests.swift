import Foundation
import Models
import Rollouts
import TestSupport
import Testing

/// Which template a model's folder has, and the sentences where it has none.
@Suite struct ChatTemplatesTests {
    private let folder: TemporaryFolder
    private let chatML: Tokenizer

    init() throws {
        folder = try TemporaryFolder()
        chatML = try Tokenizer(file: Project.goldens + "chat-chatml.tokenizer.json")
    }

    private func find(
        _ codec: (any TokenCodec)? = nil, asked: String? = nil, system: String? = nil, ends: [TokenID] = []
    ) throws -> any ChatTemplate {
        try ChatTemplates.find(
            folder: folder.path, codec: codec ?? chatML, asked: asked, system: system, ends: ends)
    }

    private func complaint(asked: String? = nil, system: String? = nil) throws -> String {
        "\(try #require(throws: (any Error).self) { try find(asked: asked, system: system) })"
    }

    @Test func `without a template text the markers of the vocabulary decide`() throws {
        #expect(try find(ByteCodec()) is MarkerTemplate)
        let template = try ChatTemplates.find(
            folder: Project.minicoder, codec: Tokenizer(file: Project.minicoder + "tokenizer.json"), ends: [3])
        #expect(template is MarkerTemplate && template.ends == [3])
    }

    @Test func `a base model with the tokens of ChatML is not taken for one that speaks it`() throws {
        struct Base: TokenCodec {
            func encode(_ text: String) -> [TokenID] { [] }
            func decode(_ tokens: [TokenID]) -> String { "" }
            func special(_ name: String) -> TokenID? {
                ["<|endoftext|>", "<|im_start|>", "<|im_end|>"].firstIndex(of: name).map { TokenID($0) }
            }
            func pieces(of text: String) -> [TextPiece] { text.contains("<|im_start|>") ? [.special(1)] : [] }
        }
        let error = #expect(throws: ChatError.self) { try find(Base(), ends: [0]) }
        #expect(
            error?.description
                == "the model's folder has no chat template, and its special tokens tell of none; give template = \"plain\" "
                + "for a base model, or one of chatml, llama3, mistral and markers")
        #expect((try find(Base(), ends: [2]) as? FramedTemplate)?.format == .chatML)
    }

    @Test func `answers end at the tokens of all files`() throws {
        let end = try #require(chatML.special("<|im_end|>"))
        try folder.write(#"{"eos_token_id": [7, 8]}"#, to: "generation_config.json")
        let template = try find(asked: "chatml", ends: [9])
        #expect(template.end == end && template.ends == [7, 8, 9, end])
        try folder.write(#"{"eos_token_id": null, "temperature": 0.1}"#, to: "generation_config.json")
        #expect(try find(asked: "chatml").ends == [end])
        try folder.write(#"{"eos_token_id": [7, "8"]}"#, to: "generation_config.json")
        #expect(
            try complaint(asked: "chatml").hasSuffix(
                #"eos_token_id is [7,"8"]; it must be null, a token, or an array of at most 1000 tokens"#))
    }

    @Test func `the file of its own goes before the configuration, and default before other names`() throws {
        let smollm2 = try #require(ChatGoldenTests.goldens.first?.config["chat_template"] ?? nil)
        let named: [[String: String]] = [
            ["name": "tool_use", "template": "?"], ["name": "default", "template": smollm2],
        ]
        try folder.write(JSONEncoder().encode(["chat_template": named]), to: "tokenizer_config.json")
        let system = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
        #expect((try find() as? FramedTemplate)?.format.defaultSystem == system)
        try folder.write(smollm2.replacingOccurrences(of: system, with: "Be brief."), to: "chat_template.jinja")
        #expect((try find() as? FramedTemplate)?.format.defaultSystem == "Be brief.")
        // Asked for by name it keeps what its own text says.
        #expect((try find(asked: "chatml") as? FramedTemplate)?.format.defaultSystem == "Be brief.")
    }

    @Test(arguments: [
        ("{{ messages }}", "is none of the known kinds"),
        (
            "<|im_start|>assistant\n' <|im_end|>\n {{ strftime_now() }}",
            "is ChatML with strftime_now, which is not supported"
        ),
        (
            "<|im_start|>assistant\n' <|im_end|>",
            "is ChatML without a line feed behind <|im_end|>, which is not supported"
        ),
        ("<|im_start|>assistant: ' <|im_end|>\n", "opens answers in a way that is not supported"),
        (
            "'<|im_start|>system\na<|im_end|>\n' '<|im_start|>system\nb<|im_end|>\n' <|im_start|>assistant\n'",
            "has 2 different system texts"
        ),
    ]) func `a text that would be written wrongly is refused`(text: String, reason: String) throws {
        try folder.write(text, to: "chat_template.jinja")
        #expect(
            try complaint()
                == "\(folder.path)/chat_template.jinja: the chat template \(reason); ask for one of chatml, llama3, mistral, plain, "
                + "markers, or give a function from messages to text")
        #expect(try find(asked: "chatml") is FramedTemplate)
    }

    @Test func `what cannot be is said in a sentence`() throws {
        #expect(
            try complaint(asked: "jinja")
                == "there is no template \"jinja\"; there are chatml, llama3, mistral, plain, markers")
        #expect(
            try complaint(asked: "llama3")
                == "the template llama3 needs the special token <|eot_id|>, which the tokenizer lacks; give another template"
        )
        #expect(
            try complaint(asked: "plain")
                == "the template plain needs the token that ends a text, and neither eos_token in tokenizer_config.json nor "
                + "eos_token_id in config.json names one")
        #expect(
            try complaint(asked: "markers", system: "Be brief.")
                == "the template markers has no place for a system text; leave it away, or ask for another template")
    }
}
