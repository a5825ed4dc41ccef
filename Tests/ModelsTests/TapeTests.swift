import Models
import Rollouts
import Testing
import Torch

@Suite struct TapeTests {
    private let transformer: Transformer
    private let parameters: [Tensor]

    init() throws {
        let config = TransformerConfig(
            vocabularySize: 40, hiddenSize: 16, intermediateSize: 24, layers: 3, heads: 2, maximumPositions: 64,
            tiesEmbeddings: true, pad: 0)
        transformer = try Transformer(config: config, seed: 3)
        parameters = transformer.parameters
    }

    /// Sequences of 11, 1, 20 and 6 tokens.
    private func batch(_ range: Range<Int> = 0..<4) -> PackedSequences {
        var batch = PackedSequences()
        for length in [11, 1, 20, 6] { batch.append((0..<length).map { TokenID(($0 * 7 + length) % 40) }) }
        return batch[range]
    }

    /// The gradients of a sum over the log-probabilities of each token after itself, one loss for each of `cuts`.
    private func gradients(
        of trained: [Tensor], in other: Transformer? = nil, cuts: [Range<Int>] = [0..<4], activationBytes: Int = .max
    ) throws -> [[Float]?] {
        let transformer = other ?? transformer
        let tape = Tape(training: trained, activationBytes: activationBytes)
        for cut in cuts {
            let batch = batch(cut), targets = batch.tokens.map { ($0 * 3 + 1) % 40 }
            let hidden = try transformer.hidden(batch, on: tape)
            try tape.backward(transformer.logProbs(hidden, of: targets, on: tape).logProbs.sum())
        }
        return try tape.takeGradients(of: other.map(\.trainedParameters) ?? parameters).map { try $0?.floats() }
    }

    @Test func neitherCutsNorCheckpointsChangeABit() throws {
        let whole = try gradients(of: parameters)
        #expect(whole.allSatisfy { $0?.contains { $0 != 0 } == true })
        // Less than one layer, two layers of the whole batch, everything.
        for bytes in [0, 2 * 38 * transformer.activationBytes / 3, .max] {
            for cuts in [[0..<4], [0..<1, 1..<2, 2..<3, 3..<4], [0..<2, 2..<4]] {
                #expect(try gradients(of: parameters, cuts: cuts, activationBytes: bytes) == whole)
            }
        }
    }

    @Test func adaptersAreCutAndCheckpointedToo() throws {
        for base in [
            transformer,
            try Transformer(config: transformer.config, inBFloat16: true) { try transformer.floats(named: $0) },
        ] {
            let adapted = try base.adapted(
                AdapterConfig(rank: 2, alpha: 4, targets: ["q_proj", "v_proj", "down_proj"]), seed: 1)
            for parameter in adapted.trainedParameters {
                try parameter.withFloats { for index in $0.indices { $0[index] += Float(index % 5) / 50 } }
            }
            let whole = try gradients(of: adapted.trainedParameters, in: adapted)
            #expect(whole.count == 18 && whole.allSatisfy { $0?.contains { $0 != 0 } == true })
            for bytes in [0, 2 * 38 * transformer.activationBytes / 3, .max] {
                for cuts in [[0..<4], [0..<1, 1..<2, 2..<3, 3..<4], [0..<2, 2..<4]] {
                    #expect(
                        try gradients(of: adapted.trainedParameters, in: adapted, cuts: cuts, activationBytes: bytes)
                            == whole)
                }
            }
        }
    }

    /// The gradient of what is trained does not depend on what is not, which has none.
    @Test func frozenParametersHaveNoGradient() throws {
        let whole = try gradients(of: parameters)
        for index in parameters.indices {
            for bytes in [0, Int.max] {
                let found = try gradients(of: [parameters[index]], activationBytes: bytes)
                #expect(found[index] == whole[index])
                #expect(found.enumerated().allSatisfy { $0.offset == index || $0.element == nil })
            }
        }
        #expect(try gradients(of: []).allSatisfy { $0 == nil })
    }

    /// Gradients begin where something is trained: the layers before are passed through without a history.
    @Test func nothingIsKeptBeforeWhatIsTrained() throws {
        #expect(try !transformer.hidden(batch()).requiresGradient)
        let last = try #require(parameters.last), other = try Tensor([1])
        #expect(try transformer.hidden(batch(), on: Tape(training: [last])).requiresGradient)
        #expect(try !transformer.hidden(batch(), on: Tape(training: [other])).requiresGradient)
    }
}
