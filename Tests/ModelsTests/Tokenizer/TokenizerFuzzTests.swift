import Foundation
import Models
import Rollouts
import TestSupport
import Testing

/// A model's folder may come from anybody: its tokenizer and what its files say of conversations, damaged. Each is read and used, or refused in a
/// sentence. None crashes, hangs, or takes all of the memory.
///
/// `ASSAY_FUZZ=100000 scripts/test --filter TokenizerFuzzTests` tries so many; `ASSAY_FUZZ_SEED` begins elsewhere.
@Suite struct TokenizerFuzzTests {
    @Test func damageIsRefusedOrHarmless() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            let environment = ProcessInfo.processInfo.environment
            let count = environment["ASSAY_FUZZ"].flatMap { Int($0) } ?? 400
            let seed = environment["ASSAY_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
            // Said on standard error: of a process that ends otherwise than expected nothing would be shown.
            do { try TokenizerFuzz().run(count, seed: seed) } catch {
                FileHandle.standardError.write(Data("\(error)\n".utf8))
            }
        }
        #expect(String(decoding: result?.standardErrorContent ?? [], as: UTF8.self) == "")
    }
}

private struct TokenizerFuzz {
    private struct Found: Error, CustomStringConvertible {
        let description: String
    }

    /// No mutation may take longer, in seconds.
    private static let longest: UInt32 = 20
    /// What the process may take at its peak, in bytes.
    private static let mostMemory = 1 << 30
    private static let names = ["llama3", "qwen2", "smollm2", "llama2", "mistral3", "spaces", "splits", "chat-chatml"]
    private static let texts = [
        "", "def f(x):\n    return x + 1  # it's 12345\r\n\n", "Zażółć e\u{301} 日本語 👍🏽 \u{0}\u{1f}",
        String(repeating: "  \t\n", count: 60) + "x", String(repeating: "aA1!", count: 60),
        "<|im_start|>user\nA <|end|> they\n",
    ]

    private let folder: TemporaryFolder
    private let tokenizers: [Data]
    private let configurations: [Data]
    private let codec: Tokenizer

    init() throws {
        folder = try TemporaryFolder()
        tokenizers = try Self.names.map {
            try Data(contentsOf: URL(filePath: Project.goldens + $0 + ".tokenizer.json"))
        }
        configurations = try ChatGoldenTests.goldens.map { try JSONEncoder().encode($0.config) }
        codec = try Tokenizer(file: Project.goldens + "chat-chatml.tokenizer.json")
    }

    func run(_ count: Int, seed: UInt64) throws {
        var mutator = RecordMutator(seed: seed)
        var read = 0
        for number in 0..<count {
            alarm(Self.longest)
            do {
                if number % 4 == 3 {
                    try readFolder(&mutator)
                } else {
                    try readTokenizer(&mutator)
                }
                read += 1
            } catch let found as Found {
                throw Found(description: "mutation \(number) of seed \(seed): \(found)")
            } catch {
                // A sentence.
                guard error is CheckpointError || error is ChatError, !"\(error)".isEmpty else { throw error }
            }
        }
        alarm(0)
        let peak = try peakMemory()
        guard peak < Self.mostMemory else { throw Found(description: "the peak of memory was \(peak) bytes") }
        guard read > 0 && (read < count || count < 10) else {
            throw Found(description: "\(read) of \(count) were read: the damage does not reach what it should")
        }
        print("\(count) mutations with seed \(seed), \(read) of them read, peak of memory \(peak >> 20) MiB")
    }

    private func readTokenizer(_ mutator: inout RecordMutator) throws {
        var damaged = tokenizers[mutator.below(tokenizers.count)]
        if mutator.below(2) == 0 {
            // Mostly the vocabulary would be hit; what decides stands before and behind it.
            let head = damaged.range(of: Data(#""vocab""#.utf8))?.lowerBound ?? damaged.count
            damaged = mutator.damaged(damaged[..<head]) + damaged[head...]
        } else {
            damaged = mutator.damaged(damaged)
        }
        let tokenizer = try Tokenizer(file: folder.write(damaged, to: "tokenizer.json"))
        for text in Self.texts {
            let tokens = tokenizer.encode(text, allowingSpecial: true, addingTemplate: true)
            _ = tokenizer.decode(tokens, keepingSpecial: true)
            let plain = tokenizer.encode(text)
            guard plain.count <= 64 * (text.utf8.count + 64) else {
                throw Found(description: "\(text.utf8.count) bytes became \(plain.count) tokens")
            }
        }
        let template = PlainTemplate(tokenizer, end: 0)
        _ = template.prompt([Message(.user, Self.texts[1])], after: .length)
    }

    private func readFolder(_ mutator: inout RecordMutator) throws {
        let damaged = mutator.damaged(configurations[mutator.below(configurations.count)])
        try folder.write(damaged, to: "tokenizer_config.json")
        try folder.write(
            mutator.damaged(Data(#"{"eos_token_id": [2, 0], "bos_token_id": 1}"#.utf8)), to: "generation_config.json")
        let template = try ChatTemplates.find(folder: folder.path, codec: codec)
        _ = try template.prompt([Message(.user, Self.texts[5])], after: nil)
        _ = template.answer(Self.texts[2])
    }
}
