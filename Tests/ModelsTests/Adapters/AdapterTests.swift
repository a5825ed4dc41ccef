import Foundation
import Models
import Rollouts
import Testing
import Torch

@Suite struct AdapterTests {
    private static func adapted(_ name: String) throws -> (LlamaGoldens, LanguageModel) {
        let base = String(name.prefix { $0 != "+" })
        let folder = LlamaGoldens.folder("families/\(name)")
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/goldens.json"))
        let (_, transformer) = try LlamaGoldens.open("families/\(base)")
        let stored = try AdapterFolder(folder, for: transformer.config)
        let adapted = try transformer.adapted(stored.config, load: { try stored.floats($0.name) })
        let model = try LanguageModel(
            name: name, transformer: adapted, codec: NoText(), valueHead: nil, folder: "", shards: Shards(count: 2))
        return (try JSONDecoder().decode(LlamaGoldens.self, from: data), model)
    }

    @Test(arguments: ["llama3+lora", "qwen2+lora"]) func `logits and gradients equal those of PEFT`(name: String) throws
    {
        let (goldens, model) = try Self.adapted(name), transformer = model.transformer
        for sequence in goldens.sequences {
            var batch = PackedSequences()
            batch.append(sequence.tokens)
            let rows = (sequence.rows ?? Array(sequence.tokens.indices)).map { Int32($0) }
            let found = try withoutGradient { try transformer.logits(transformer.hidden(batch).rows(rows)).floats() }
            let expected = sequence.logits.flatMap { $0 }
            #expect(found.count == expected.count)
            #expect(zip(found, expected).map { abs($0 - $1) }.max()! < 1e-4)
        }
        let tape = Tape(training: transformer.trainedParameters)
        var batch = PackedSequences(), rows: [Int32] = [], targets: [TokenID] = []
        for row in goldens.loss.batch {
            let first = batch.append(row.tokens)
            for (index, counts) in row.mask.enumerated() where counts == 1 {
                rows.append(Int32(first + index - 1))
                targets.append(row.tokens[index])
            }
        }
        let hidden = try transformer.hidden(batch, on: tape).rows(rows)
        let loss = try transformer.logProbs(hidden, of: targets, on: tape).logProbs.sum() * (-1 / Double(rows.count))
        #expect(abs(try loss.item() - goldens.loss.value) < 1e-4)
        try tape.backward(loss)
        let tensors = transformer.adapterTensors
        #expect(goldens.loss.gradients.count == tensors.count)
        for (name, golden) in goldens.loss.gradients {
            let parameter = try #require(tensors[name.replacingOccurrences(of: ".default.weight", with: ".weight")])
            let gradient = try #require(tape.takeGradients(of: [parameter])[0])
            let found = try gradient.floats().map(Double.init), scale = max(golden.norm, 1e-3)
            #expect(gradient.shape == golden.shape)
            let norm = try gradient.squaredNorm().squareRoot()
            #expect(abs(norm - golden.norm) < 1e-3 * scale, "\(name): \(norm), not \(golden.norm)")
            for (a, b) in zip(found, golden.first) { #expect(abs(a - b) < 1e-4 * scale, "\(name)") }
        }
    }

    @Test(arguments: ["llama3+lora", "qwen2+lora"], kernelVariants)
    func `sampling has the bits of training`(name: String, variant: String) throws {
        try withKernels(variant) {
            let (_, model) = try Self.adapted(name)
            let answers = try TestModel.threeTurns(model, rows: 5)
            for (row, turns) in answers.enumerated() {
                var context: [TokenID] = []
                for (turn, answer) in turns.enumerated() {
                    context += TestModel.prompt(row: row, turn: turn)
                    #expect(try model.logProbs(of: answer.tokens, after: context) == answer.logProbs)
                    context += answer.tokens
                }
            }
        }
    }

    /// What a trainer changes is seen by the next session, though the base's weights stay packed.
    @Test func `a session sees what was trained`() throws {
        let (_, model) = try Self.adapted("llama3+lora")
        let before = try TestModel.threeTurns(model, rows: 3)
        for parameter in model.transformer.trainedParameters { try parameter.scale(by: 3) }
        model.parametersChanged()
        let after = try TestModel.threeTurns(model, rows: 3)
        #expect(before != after)
        let (_, fresh) = try Self.adapted("llama3+lora")
        for parameter in fresh.transformer.trainedParameters { try parameter.scale(by: 3) }
        #expect(try TestModel.threeTurns(fresh, rows: 3) == after)
        #expect(try TestModel.threeTurns(fresh.copy(), rows: 3) == after)
    }

    @Test(arguments: ["llama3", "qwen2", "qwen3", "biases"])
    func `weights kept in bfloat16 give the bits of their floats`(name: String) throws {
        let (goldens, floats) = try LlamaGoldens.open("families/\(name)")
        let halves = try Transformer(config: floats.config, inBFloat16: true) { try floats.floats(named: $0) }
        let rounded = try Transformer(config: floats.config) { try halves.floats(named: $0) }
        #expect(halves.trainedParameters.isEmpty)
        let (tokens, config) = (goldens.sequences.map(\.tokens), AdapterConfig(rank: 2, alpha: 4))
        func gradient(_ base: Transformer) throws -> ([Float], [[Float]]) {
            let transformer = try base.adapted(config, seed: 3)
            for parameter in transformer.trainedParameters {
                try parameter.withFloats { for i in $0.indices { $0[i] += Float(i % 7) / 100 } }
            }
            var batch = PackedSequences()
            for sequence in tokens where sequence.count > 1 { batch.append(sequence) }
            let tape = Tape(training: transformer.trainedParameters)
            let hidden = try transformer.hidden(batch, on: tape)
            let targets = batch.tokens
            let logProbs = try transformer.logProbs(hidden, of: targets, on: tape).logProbs
            let values = try logProbs.floats()
            try tape.backward(logProbs.sum())
            let gradients = try tape.takeGradients(of: transformer.trainedParameters).map { try $0!.floats() }
            return (values, gradients)
        }
        let (found, expected) = (try gradient(halves), try gradient(rounded))
        #expect(found.0 == expected.0)
        #expect(found.1 == expected.1)
        func model(_ transformer: Transformer) throws -> LanguageModel { try TestModel.model(transformer) }
        #expect(try TestModel.threeTurns(model(halves), rows: 4) == TestModel.threeTurns(model(rounded), rows: 4))
    }
}
