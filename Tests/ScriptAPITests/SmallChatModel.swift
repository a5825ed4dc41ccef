import Foundation
import Models
import TestSupport

/// A model of SmolLM2's family with few, random weights, and problems in MBPP's layout: for scripts that are given both.
struct SmallChatModel {
    /// The model's folder.
    let path: String
    /// The problems' file.
    let problems: String

    init(in folder: TemporaryFolder) throws {
        path = folder.file("smollm2")
        let goldens = Project.root + "Tests/ModelsTests/Goldens/"
        try folder.write(
            String(contentsOfFile: goldens + "chat-chatml.tokenizer.json", encoding: .utf8),
            to: "smollm2/tokenizer.json")
        try folder.write(
            #"{"chat_template": "\#(Self.template)", "eos_token": "<|im_end|>"}"#, to: "smollm2/tokenizer_config.json")
        let config = TransformerConfig(
            vocabularySize: 416, hiddenSize: 24, intermediateSize: 32, layers: 2, heads: 3, keyValueHeads: 1,
            ropeTheta: 100_000, maximumPositions: 4096, tiesEmbeddings: true)
        let transformer = try Transformer(config: config, seed: 1)
        try HuggingFaceFolder.write(
            path, config: config, tokenizerFolder: path, values: transformer.floats(named:))
        problems = try folder.write(
            (1...4).map { number in
                """
                {"task_id": \(number), "text": "Write a function that adds \(number).", "code": "def f(x): return x + \(number)", \
                "test_setup_code": "", "test_list": ["assert f(1) == \(number + 1)"], "challenge_test_list": []}

                """
            }.joined(), to: "mbpp.jsonl")
    }

    private static let template =
        "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
        + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
}
