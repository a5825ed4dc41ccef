import Foundation
import Models
import Rollouts
import TestSupport
import Testing
import Torch

/// Checkpoints in which something is not as it was written: each opens and computes, or is refused in one sentence. None crashes, hangs, or
/// takes memory by a size that it only claims.
///
/// `ASSAY_FUZZ=100000 scripts/test --filter CheckpointFuzzTests` tries so many of each kind; `ASSAY_FUZZ_SEED` begins elsewhere.
@Suite struct CheckpointFuzzTests {
    @Test(arguments: CheckpointFuzz.Damage.allCases)
    func `a damaged checkpoint opens or is refused`(_ damage: CheckpointFuzz.Damage) async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            [name = damage.rawValue as String] in
            let environment = ProcessInfo.processInfo.environment
            let count = environment["ASSAY_FUZZ"].flatMap { Int($0) } ?? 200
            let seed = environment["ASSAY_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
            // Said on standard error: of a process that ends otherwise than expected nothing would be shown.
            do { try CheckpointFuzz(CheckpointFuzz.Damage(rawValue: name)!).run(count, seed: seed) } catch {
                FileHandle.standardError.write(Data("\(error)\n".utf8))
            }
        }
        #expect(String(decoding: result?.standardErrorContent ?? [], as: UTF8.self) == "")
    }
}

/// A small checkpoint, damaged and opened again and again.
struct CheckpointFuzz {
    /// What is damaged.
    enum Damage: String, CaseIterable, Sendable {
        /// The JSON of model.safetensors, its length put right or not.
        case header
        /// One number of that JSON: a size, an offset.
        case offsets
        /// Any byte of model.safetensors, or its end.
        case weights
        /// Numbers among the weights that are not finite.
        case numbers
        case config
        case index
    }
    private struct Found: Error, CustomStringConvertible {
        let description: String
    }

    /// No mutation may take longer, in seconds.
    private static let longest: UInt32 = 20
    /// What the process may take at its peak, in bytes; whole files have some tens of thousands.
    private static let mostMemory = 600 << 20
    /// A sentence that people read; what a file names is cut in it.
    private static let longestSentence = 1500

    private let damage: Damage
    private let folder: TemporaryFolder
    private let file: String
    private let original: Data

    init(_ damage: Damage) throws {
        self.damage = damage
        folder = try TemporaryFolder()
        let golden = LlamaGoldens.folder(damage == .index ? "families/qwen3" : "families/llama3")
        for name in try FileManager.default.contentsOfDirectory(atPath: golden) where name != "goldens.json" {
            try FileManager.default.copyItem(atPath: golden + "/" + name, toPath: folder.file(name))
        }
        file =
            switch damage {
            case .config: "config.json"
            case .index: "model.safetensors.index.json"
            default: "model.safetensors"
            }
        original = try folder.data(file)
    }

    func run(_ count: Int, seed: UInt64) throws {
        var mutator = RecordMutator(seed: seed)
        try open()
        for number in 0..<count {
            alarm(Self.longest)
            let damaged = damaged(&mutator)
            try folder.write(damaged, to: file)
            do {
                try open()
                if damage == .numbers { throw Found(description: "numbers that are not finite were taken") }
            } catch let error as CheckpointError {
                try check(error)
            } catch {
                let copy = FileManager.default.temporaryDirectory.appendingPathComponent("checkpoint-fuzz-\(number)")
                try? damaged.write(to: copy)
                throw Found(
                    description:
                        "mutation \(number) of seed \(seed), kept as \(copy.path): \(type(of: error)): \(error)")
            }
        }
        alarm(0)
        let peak = try peakMemory()
        guard peak < Self.mostMemory else { throw Found(description: "the peak of memory was \(peak) bytes") }
        print("\(count) mutations of \(file) (\(damage.rawValue)) with seed \(seed), peak of memory \(peak >> 20) MiB")
    }

    /// Opens the folder and runs a few tokens through what it holds.
    private func open() throws {
        let config = try TransformerConfig(file: folder.file("config.json"))
        let weights = try CheckpointWeights(folder: folder.path, config: config)
        let transformer = try Transformer(config: config) { try weights.floats($0) }
        var batch = PackedSequences()
        batch.append((0..<TokenID(min(5, config.context))).map { min($0, TokenID(config.vocabularySize - 1)) })
        _ = try withoutGradient { try transformer.logits(transformer.hidden(batch)).floats() }
    }

    private func check(_ error: CheckpointError) throws {
        let text = "\(error)"
        guard !text.isEmpty, text.utf8.count < Self.longestSentence, !text.contains("\n") else {
            throw Found(description: "not one sentence but \(text.utf8.count) bytes: \(text.prefix(300))")
        }
    }

    private func damaged(_ mutator: inout RecordMutator) -> Data {
        switch damage {
        case .config, .index: return mutator.damaged(original)
        case .weights:
            return mutator.below(3) == 0 ? original.prefix(mutator.below(original.count)) : mutator.damaged(original)
        case .numbers:
            var bytes = original
            let place = 8 + headerLength + 4 * mutator.below((original.count - 8 - headerLength) / 4)
            let bad = [Float.nan, .infinity, -.infinity, Float(nan: 5, signaling: true)][mutator.below(4)]
            withUnsafeBytes(of: bad.bitPattern.littleEndian) { bytes.replaceSubrange(place..<place + 4, with: $0) }
            return bytes
        case .header:
            let header = mutator.damaged(header)
            let length = mutator.below(8) == 0 ? headerLength : header.count
            return framed(header, length: length)
        case .offsets:
            return framed(otherNumber(&mutator), length: nil)
        }
    }

    private var headerLength: Int { original.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) } }
    private var header: Data { Data(original[8..<8 + headerLength]) }

    private func framed(_ header: Data, length: Int?) -> Data {
        let length = length ?? header.count
        return Data((0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }) + header
            + original[(8 + headerLength)...]
    }

    /// The header with another number in the place of one.
    private func otherNumber(_ mutator: inout RecordMutator) -> Data {
        var bytes = [UInt8](header)
        let starts = bytes.indices.filter { index in
            isDigit(bytes[index]) && !isDigit(bytes[index - 1]) && ",[".utf8.contains(bytes[index - 1])
        }
        let start = starts[mutator.below(starts.count)]
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        let value = Int(String(decoding: bytes[start..<end], as: UTF8.self)) ?? 0
        let others = [
            value + 1, value - 1, value + 4, value * 2, 0, -value, Int.max, Int.max - 7, 1 << 32, 1 << 62,
            value + 1 << 61, mutator.below(1 << 40), mutator.below(100_000),
        ]
        bytes.replaceSubrange(start..<end, with: "\(others[mutator.below(others.count)])".utf8)
        return Data(bytes)
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
