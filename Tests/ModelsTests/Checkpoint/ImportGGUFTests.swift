import Foundation
import Models
import TestSupport
import Testing

/// scripts/import-gguf on a small file of Llama 3.2's kind; scripts/golden/gguf_files.py made it of the family llama3-tied, and checks the
/// other architectures, quantised ones, and damaged files. The first test that runs installs the PyPI package gguf into .deps/.
@Suite(.serialized) struct ImportGGUFTests {
    let folder: TemporaryFolder
    let source = Project.goldens + "llama.gguf"

    init() throws { folder = try TemporaryFolder() }

    /// - Returns: the exit status and what the script wrote, its errors without what pip may have said before them.
    private func run(_ arguments: String...) throws -> (status: Int32, output: String, error: String) {
        let process = Process(), output = folder.file("output"), error = folder.file("error")
        process.executableURL = URL(fileURLWithPath: Project.root + "scripts/import-gguf")
        process.arguments = arguments
        for name in ["output", "error"] { try folder.write("", to: name) }
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: error)
        try process.run()
        process.waitUntilExit()
        let last = try folder.text("error").split(separator: "\n").last.map(String.init) ?? ""
        return (process.terminationStatus, try folder.text("output"), last)
    }

    @Test func `a file becomes a folder with the same numbers`() throws {
        let path = folder.file("model")
        let result = try run(source, path)
        #expect(result.status == 0)
        #expect(result.output == "Wrote \(path): llama, 22,368 parameters as bfloat16, 100 tokens.\n")
        let (_, original) = try LlamaGoldens.open("families/llama3-tied")
        let opened = try HuggingFaceFolder(path)
        var expected = original.config
        // The small numbers of the family are not those of Llama 3.2, which the file has.
        expected.ropeTheta = 500_000
        expected.ropeScaling = RopeScaling(
            factor: 32, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalPositions: 8192)
        #expect(opened.config == expected)
        for shape in expected.expectedTensors {
            #expect(try opened.weights.floats(shape.name) == original.floats(named: shape.name), "\(shape.name)")
        }
        let text = "in a line<|end|> of 12\n  words"
        let families = try HuggingFaceFolder(LlamaGoldens.folder("families/llama3-tied"))
        #expect(opened.tokenizer.encode(text) == families.tokenizer.encode(text))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["error", "model", "output"])
    }

    @Test func `weights are rounded to the type that is asked for`() throws {
        let path = folder.file("model")
        let result = try run("--dtype", "float16", source, path)
        #expect(result.status == 0)
        #expect(result.output.hasSuffix("The file's weights were bfloat16: they were rounded.\n"))
        let opened = try HuggingFaceFolder(path)
        let (_, original) = try LlamaGoldens.open("families/llama3-tied")
        let name = "model.layers.1.self_attn.k_proj.weight"
        #expect(opened.config.type == .float16)
        #expect(
            try opened.weights.floats(name) == original.floats(named: name).map { Float(Float16($0)) })
    }

    private func refusal(_ change: (inout Data) -> Void) throws -> String {
        var data = try Data(contentsOf: URL(fileURLWithPath: source))
        change(&data)
        let path = try folder.write(data, to: "changed.gguf")
        let result = try run(path, folder.file("model"))
        #expect(result.status == 1 && result.output == "")
        #expect(!FileManager.default.fileExists(atPath: folder.file("model")))
        let prefix = "error: \(path) "
        #expect(result.error.hasPrefix(prefix))
        return String(result.error.dropFirst(prefix.count))
    }

    @Test func `another file is refused`() throws {
        #expect(try refusal { $0[0] = 0x50 } == "is not a GGUF: it begins with b'PGUF', not b'GGUF'.")
    }

    @Test func `another architecture is refused, and those that are supported are named`() throws {
        let sentence = try refusal { data in
            let place = data.range(of: Data("llama".utf8))!
            data.replaceSubrange(place, with: "gemma".utf8)
        }
        #expect(
            sentence
                == "is of the architecture 'gemma'; llama (Llama, SmolLM2, Mistral), qwen2 (Qwen2, Qwen2.5) and qwen3 are supported."
        )
    }

    @Test func `another tokenizer is refused`() throws {
        let sentence = try refusal { data in
            let place = data.range(of: Data("gpt2".utf8))!
            data.replaceSubrange(place, with: "bert".utf8)
        }
        #expect(sentence == "has a tokenizer of the kind 'bert'; only byte-level BPE ('gpt2') is supported.")
    }

    @Test func `a file that is cut off is refused`() throws {
        let sentence = try refusal { $0.removeLast(100) }
        #expect(sentence.hasPrefix("is cut off: the tensor '"))
    }

    @Test func `a count that the file cannot hold is refused before memory is taken`() throws {
        // The number of metadata keys stands in bytes 16 to 24.
        let sentence = try refusal { $0.replaceSubrange(16..<24, with: [255, 15, 0, 0, 0, 0, 0, 0]) }
        #expect(sentence.hasPrefix("claims 4095 metadata keys, which is more than its 48800 bytes hold"))
        let strings = try refusal { data in
            let place = data.range(of: Data("tokenizer.ggml.tokens".utf8))!.upperBound
            data.replaceSubrange(place + 8..<place + 16, with: [0, 0, 255, 0, 0, 0, 0, 0])
        }
        #expect(strings.hasPrefix("claims 16711680 elements of 'tokenizer.ggml.tokens', which is more than its"))
    }

    @Test func `a folder that exists is left alone`() throws {
        try folder.write("mine", to: "model/note.txt")
        let result = try run(source, folder.file("model"))
        #expect(result.status == 1)
        #expect(
            result.error == "error: \(folder.file("model")) exists; name a folder that does not, or remove it.")
        #expect(try folder.text("model/note.txt") == "mine")
    }
}
