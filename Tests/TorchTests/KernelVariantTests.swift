import Glibc
import Testing
import Torch

/// The kernels of every variant that this CPU has give the same bits.
@Suite struct KernelVariantTests {
    /// What `body` computes, by the first variant and by each other one.
    private func expectTheSameBits(_ what: String, _ body: () throws -> [[Float]]) throws {
        let expected = try withKernels(kernelVariants[0], body)
        for variant in kernelVariants.dropFirst() {
            let found = try withKernels(variant, body)
            let same = zip(expected, found).map { zip($0, $1).allSatisfy { $0.bitPattern == $1.bitPattern } }
            #expect(same.allSatisfy { $0 } && found.map(\.count) == expected.map(\.count), "\(what) by \(variant)")
        }
    }

    /// Sizes on both sides of every tile, strip, block and slice.
    @Test func linearLayers() throws {
        for rows in [1, 2, 5, 6, 7, 8, 9, 12, 13, 17, 97] {
            for (inputs, outputs) in [(1, 1), (3, 17), (40, 33), (31, 64), (300, 48), (257, 16)] {
                try expectTheSameBits("\(rows) x \(inputs) x \(outputs)") {
                    try LayerGradients(
                        inputs: [[rows, inputs], [rows, outputs]], parameters: [[outputs, inputs], [outputs]]
                    ) { try $0[0].linear($1[0], bias: $1[1], addingTo: $0[1]) }.bits
                }
            }
        }
        try expectTheSameBits("deep") {
            try LayerGradients(inputs: [[600, 5]], parameters: [[3, 5]]) { try $0[0].linear($1[0]) }.bits
        }
    }

    @Test func elementwiseLayers() throws {
        for width in [1, 2, 15, 16, 17, 31, 33, 96, 130] {
            try expectTheSameBits("normalisation of \(width)") {
                try LayerGradients(inputs: [[5, width]], parameters: [[width]]) {
                    try $0[0].rmsNorm($1[0], epsilon: 1e-5)
                }.bits
            }
            try expectTheSameBits("gating of \(width)") {
                try LayerGradients(inputs: [[5, 2 * width]]) { x, _ in try (x[0] * 20).swiGLU() }.bits
            }
            try expectTheSameBits("exp of \(width)") {
                try LayerGradients(inputs: [[3, width]]) { x, _ in try (x[0] * 100).exp() }.bits
            }
            try expectTheSameBits("log-probabilities of \(width)") {
                let targets = (0..<4).map { Int32($0 * 7 % width) }
                var entropies: [Float] = []
                return try LayerGradients(inputs: [[4, 5]], parameters: [[width, 5]]) {
                    let out = try $0[0].logProbs($1[0], of: targets, withEntropies: true)
                    entropies = try out.entropies!.floats()
                    return out.logProbs
                }.bits + [entropies]
            }
            try expectTheSameBits("norm of \(width)") {
                [[Float(try Tensor(numbers(width)).squaredNorm())]]
            }
        }
    }

    @Test func attention() throws {
        for (heads, keyValueHeads, dim) in [(1, 1, 2), (3, 1, 20), (4, 2, 32), (5, 5, 24), (2, 1, 66), (7, 7, 16)] {
            let shape = AttentionShape(heads: heads, keyValueHeads: keyValueHeads, headDim: dim)
            try expectTheSameBits("\(heads) heads of \(dim)") {
                try LayerGradients(inputs: [[80, shape.inputs]]) { x, _ in
                    try x[0].attention(shape, rotary: shape.angles(positions: 60), offsets: [0, 1, 20, 80])
                }.bits
            }
            try expectTheSameBits("\(heads) heads of \(dim), cached") {
                try shape.cached(numbers(75 * shape.inputs), tokens: 75)
            }
        }
    }

    @Test func sampling() throws {
        for vocabulary in [1, 3, 16, 40, 333] {
            for temperature in [0, 0.3, 1, 5] {
                try expectTheSameBits("\(vocabulary) tokens at \(temperature)") {
                    let uniforms = (0..<20).map { Double($0) / 20 }
                    let logits = numbers(20 * vocabulary).map { $0 * 10 }
                    let (tokens, logProbs) = try Kernels.sample(
                        logits, rows: 20, vocabulary: vocabulary, temperature: temperature, uniforms: uniforms)
                    return [tokens.map { Float($0) }, logProbs]
                }
            }
        }
    }

    @Test func stepsOfTheOptimizer() throws {
        for count in [1, 15, 16, 37, 100] {
            try expectTheSameBits("AdamW on \(count)") {
                let parameter = try Tensor(numbers(count))
                let optimizer = try AdamW([.init(parameters: [parameter], learningRate: 1e-2, weightDecay: 0.1)])
                for step in 0..<5 {
                    let gradients = [try Tensor(numbers(count, seed: step + 5))]
                    try AdamW.clip(gradients, to: 0.5)
                    try optimizer.step(gradients: gradients)
                }
                return try [parameter.floats(), optimizer.means[0].floats(), optimizer.variances[0].floats()]
            }
        }
    }

    @Test func aVariantThatIsNotThereIsRefused() throws {
        #expect(kernelVariants.last == "baseline" && kernelVariants.contains(kernelVariant))
        let error = #expect(throws: MissingKernels.self) { try withKernels("neon5") {} }
        #expect(
            error?.description.hasPrefix("the kernels 'neon5' were asked for, but this CPU runs \(kernelVariants[0])")
                == true)
    }

    /// The variable is read once, when a process begins.
    @Test func theVariableChoosesAtTheStart() async throws {
        await #expect(processExitsWith: .success) {
            setenv("ASSAY_KERNELS", "baseline", 1)
            guard kernelVariant == "baseline", (try? checkKernels()) != nil else { exit(1) }
        }
        await #expect(processExitsWith: .success) {
            setenv("ASSAY_KERNELS", "sse9", 1)
            guard (try? checkKernels()) == nil else { exit(1) }
        }
    }
}
