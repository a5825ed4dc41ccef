package import Torch

/// A linear map of a layer, `[tokens, inputs] -> [tokens, outputs]`.
///
/// Maps that read the same input are kept as one matrix, one below the other; checkpoints hold them apart, as its `parts`.
package struct Linear {
    /// A map that checkpoints hold by itself.
    package struct Part {
        /// Without `.weight` or `.bias`, as `transformers` calls it.
        package let name: String
        /// Its rows of the matrix.
        package let rows: Range<Int>
        /// What is added to it, if anything.
        package var adapter: Adapter?
    }
    package private(set) var parts: [Part]
    /// `[outputs, inputs]`
    package let weight: Tensor
    /// `[outputs]`
    package let bias: Tensor?
    /// The packed weight, once it is not trained.
    private(set) var frozen: PackedOnce?

    package var outputs: Int { parts.last?.rows.upperBound ?? 0 }

    /// - Parameter load: fills the floats it is given with the tensor of that name and shape.
    init(
        _ layouts: [LinearLayout], inBFloat16: Bool = false,
        load: (TensorShape, UnsafeMutableBufferPointer<Float>) throws -> Void
    ) throws {
        var first = 0
        parts = layouts.map { layout in
            defer { first += layout.outputs }
            return Part(name: layout.name, rows: first..<first + layout.outputs)
        }
        let inputs = layouts[0].inputs
        let weight = try Tensor(zeros: [first, inputs])
        bias = layouts[0].hasBias ? try Tensor(zeros: [first]) : nil
        for (layout, part) in zip(layouts, parts) {
            try weight.withFloats {
                try load(
                    layout.weight, .init(rebasing: $0[part.rows.lowerBound * inputs..<part.rows.upperBound * inputs]))
            }
            guard let shape = layout.bias, let bias else { continue }
            try bias.withFloats { try load(shape, .init(rebasing: $0[part.rows])) }
        }
        self.weight = inBFloat16 ? try weight.bfloat16() : weight
        frozen = inBFloat16 ? PackedOnce(self.weight) : nil
    }

    var parameters: [Tensor] { [weight] + (bias.map { [$0] } ?? []) }

    /// The same map with other adapters; its own numbers are not trained any more.
    func adapted(_ adapter: (Part) throws -> Adapter?) rethrows -> Linear {
        var linear = self
        linear.frozen = frozen ?? PackedOnce(weight)
        for index in parts.indices { linear.parts[index].adapter = try adapter(parts[index]) }
        return linear
    }

    /// Where a checkpoint's tensors lie: which of `parameters`, and which of its numbers.
    var places: [(name: String, parameter: Int, range: Range<Int>)] {
        let inputs = weight.shape[1]
        return parts.flatMap { part in
            [(part.name + ".weight", 0, part.rows.lowerBound * inputs..<part.rows.upperBound * inputs)]
                + (bias == nil ? [] : [(part.name + ".bias", 1, part.rows)])
        }
    }
}
