import Glibc
import Testing
import Torch

/// Numbers without a pattern that a kernel could hide behind.
func numbers(_ count: Int, seed: Int = 1) -> [Float] {
    (0..<count).map { Float(sin(Double($0 * 12 + seed * 7) * 12.9898)) }
}

@Suite struct LayerTests {
    /// Sizes around the kernels' block sizes: full blocks, edges of rows, edges of columns, one of each.
    static let sizes = [(1, 1, 1), (3, 5, 17), (8, 32, 32), (9, 40, 33), (17, 72, 50), (64, 96, 288), (5, 300, 31)]

    @Test(arguments: sizes) func linearIsTheProduct(_ rows: Int, _ inputs: Int, _ outputs: Int) throws {
        let x = numbers(rows * inputs), w = numbers(outputs * inputs, seed: 2), r = numbers(rows * outputs, seed: 3)
        let found = try Tensor(x, shape: [rows, inputs])
            .linear(Parameter(Tensor(w, shape: [outputs, inputs])), addingTo: Tensor(r, shape: [rows, outputs]))
            .floats()
        for i in 0..<rows {
            for j in 0..<outputs {
                let exact = (0..<inputs).reduce(Double(r[i * outputs + j])) {
                    $0 + Double(x[i * inputs + $1]) * Double(w[j * inputs + $1])
                }
                #expect(abs(Double(found[i * outputs + j]) - exact) < 1e-4)
            }
        }
    }

    /// Gradients against differences of the loss itself, along a direction through all of each input.
    @Test(arguments: sizes) func linearHasTheRightGradient(_ rows: Int, _ inputs: Int, _ outputs: Int) throws {
        try expectGradient([[rows, inputs], [rows, outputs]], [[outputs, inputs], [outputs]]) {
            try $0[0].linear($1[0], bias: $1[1], addingTo: $0[1])
        }
    }

    @Test func normalisationHasTheRightGradient() throws {
        for width in [16, 24, 96] {
            try expectGradient([[5, width]], [[width]]) { try $0[0].rmsNorm($1[0], epsilon: 1e-5) }
        }
    }

    @Test func gatingHasTheRightGradient() throws {
        for width in [16, 20] { try expectGradient([[5, 2 * width]]) { x, _ in try x[0].swiGLU() } }
    }

    @Test func attentionHasTheRightGradient() throws {
        for (heads, keyValueHeads, dim) in [(1, 1, 16), (4, 2, 32), (3, 1, 20), (2, 2, 2), (2, 1, 54)] {
            let shape = AttentionShape(heads: heads, keyValueHeads: keyValueHeads, headDim: dim)
            try expectGradient([[43, shape.inputs]]) { x, _ in
                try x[0].attention(shape, rotary: shape.angles(positions: 64), offsets: [0, 1, 20, 43])
            }
        }
    }

    @Test func targetLogProbsHaveTheRightGradientAndEntropy() throws {
        for vocabulary in [3, 16, 50] {
            let targets: [Int32] = [0, 2, 1, Int32(vocabulary - 1)]
            try expectGradient([[4, 9]], [[vocabulary, 9]]) { try $0[0].logProbs($1[0], of: targets).logProbs }
            let even = Parameter(try Tensor([Float](repeating: 2, count: vocabulary), shape: [vocabulary, 1]))
            let (logProbs, entropies) = try Tensor([1, 2, 3, 4], shape: [4, 1])
                .logProbs(even, of: targets, withEntropies: true)
            for value in try logProbs.floats() { #expect(abs(value + Float(log(Double(vocabulary)))) < 1e-5) }
            for value in try #require(entropies).floats() {
                #expect(abs(value - Float(log(Double(vocabulary)))) < 1e-5)
            }
        }
    }

    /// Logits a part of the rows at a time give the bits of all at once, and these are those of sampling.
    @Test(arguments: kernelVariants) func targetLogProbsByPartsAreTheSame(_ variant: String) throws {
        let rows = 37, width = 24, vocabulary = 70, targets = (0..<37).map { Int32($0 * 13 % 70) }
        let shapes = [[rows, width], [vocabulary, width]], values = LayerGradients.values(shapes)
        func at(limit: Int) throws -> ([[Float]], [Float]) {
            try withKernels(variant) {
                var entropies: [Float] = []
                let found = try LayerGradients(values, shapes, inputs: 1) {
                    let out = try $0[0].logProbs($1[0], of: targets, withEntropies: true, limit: limit)
                    entropies = try out.entropies!.floats()
                    return out.logProbs
                }
                return (found.bits, entropies)
            }
        }
        let whole = try at(limit: rows * vocabulary)
        for limit in [1, vocabulary, 5 * vocabulary + 3, 36 * vocabulary] { #expect(try at(limit: limit) == whole) }
        let logits = try Tensor(values[0], shape: shapes[0]).linear(Parameter(Tensor(values[1], shape: shapes[1])))
        #expect(
            try Kernels.logProbs(logits.floats(), rows: rows, vocabulary: vocabulary, targets: targets) == whole.0[0])
    }

    /// A weight that is kept packed gives the bits of one that is packed for the pass.
    @Test func packedWeightsAreTheSame() throws {
        let rows = 11, width = 20, outputs = 35, targets = (0..<11).map { Int32($0 * 3) }
        let floats = try Tensor(numbers(outputs * width, seed: 2), shape: [outputs, width])
        let layers: [(Tensor, Parameter) throws -> Tensor] = [
            { try $0.linear($1) }, { try $0.logProbs($1, of: targets, limit: 1).logProbs },
            { try $0.logProbs($1, of: targets).logProbs },
        ]
        for weight in [floats, try floats.bfloat16()] {
            for layer in layers {
                func bits(_ packed: PackedMatrix?) throws -> [[Float]] {
                    try LayerGradients(inputs: [[rows, width]]) { x, _ in
                        try layer(x[0], Parameter(weight, packed: packed))
                    }.bits
                }
                #expect(try bits(PackedMatrix(weight)) == bits(nil))
            }
        }
    }

    private func expectGradient(
        _ inputs: [[Int]], _ parameters: [[Int]] = [], _ layer: ([Tensor], [Parameter]) throws -> Tensor
    ) throws {
        let shapes = inputs + parameters, values = LayerGradients.values(shapes)
        let gradients = try LayerGradients(values, shapes, inputs: inputs.count, layer).gradients
        func loss(_ values: [[Float]]) throws -> Double {
            try LayerGradients(values, shapes, inputs: inputs.count, goesBack: false, layer).loss
        }
        for (index, gradient) in gradients.enumerated() {
            let direction = numbers(values[index].count, seed: 20)
            let step: Float = 1e-2
            var ahead = values, behind = values
            for i in direction.indices {
                ahead[index][i] += step * direction[i]
                behind[index][i] -= step * direction[i]
            }
            let difference = try (loss(ahead) - loss(behind)) / Double(2 * step)
            let slope = zip(gradient, direction).reduce(0.0) { $0 + Double($1.0 * $1.1) }
            #expect(abs(slope - difference) < 2e-2 * max(1, abs(slope)), "input \(index)")
        }
    }
}
