import Torch

/// A layer's result on numbers without a pattern, and the gradients of a weighted sum over it.
struct LayerGradients {
    let output: [Float]
    let loss: Double
    /// Of the inputs, then of the parameters.
    private(set) var gradients: [[Float]] = []

    /// - Parameters:
    ///   - values: of the inputs, then of the parameters.
    ///   - shapes: theirs.
    ///   - inputs: how many are inputs.
    init(
        _ values: [[Float]], _ shapes: [[Int]], inputs: Int, goesBack: Bool = true,
        _ layer: ([Tensor], [Parameter]) throws -> Tensor
    ) throws {
        let tensors = try zip(values, shapes).map { try Tensor($0, shape: $1) }
        let x = Array(tensors[..<inputs])
        if goesBack { for input in x { try input.requireGradient() } }
        let parameters = try tensors[inputs...].map { Parameter($0, sum: try $0.zerosLike()) }
        let out = try layer(x, parameters)
        let total = try (out * Tensor(numbers(out.count, seed: 11), shape: out.shape)).sum()
        (output, loss) = (try out.floats(), try total.item())
        guard goesBack else { return }
        gradients = try total.pulledBack(to: x).map { try $0!.floats() } + parameters.map { try $0.sum!.floats() }
    }

    /// On numbers of its own.
    init(
        inputs: [[Int]], parameters: [[Int]] = [], _ layer: ([Tensor], [Parameter]) throws -> Tensor
    ) throws {
        let shapes = inputs + parameters
        try self.init(Self.values(shapes), shapes, inputs: inputs.count, layer)
    }

    static func values(_ shapes: [[Int]]) -> [[Float]] {
        shapes.enumerated().map { numbers($1.reduce(1, *), seed: $0 + 4) }
    }

    var bits: [[Float]] { [output, [Float(loss)]] + gradients }
}
