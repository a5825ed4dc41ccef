/// The linear map from a hidden state to the critic's value, stored beside the model in `value_head.safetensors`.
package struct ValueHead: Sendable, Hashable {
    /// One number per hidden dimension.
    package var weight: [Float]
    package var bias: Float

    package init(weight: [Float], bias: Float) { (self.weight, self.bias) = (weight, bias) }

    /// The head beside a model, or nil where there is none.
    static func inFolder(_ folder: String, hiddenSize: Int) throws -> ValueHead? {
        let path = "\(folder)/value_head.safetensors"
        return OpenFile.exists(path) ? try ValueHead(file: path, hiddenSize: hiddenSize) : nil
    }

    /// Puts `head` beside a model, or takes the one away that is there.
    static func write(_ head: ValueHead?, inFolder folder: String) throws {
        let path = "\(folder)/value_head.safetensors"
        if let head { try head.write(to: path) } else { try CheckpointFile.remove(path) }
    }

    /// - Throws: `CheckpointError` when the file is not exactly a value head for `hiddenSize` dimensions.
    private init(file path: String, hiddenSize: Int) throws {
        let file = try SafeTensorsFile(path)
        let shapes = Self.shapes(hiddenSize)
        for shape in shapes where file.dimensions(shape.name) != shape.dimensions {
            let found = file.dimensions(shape.name).map { "shape \($0)" } ?? "none"
            throw CheckpointError(
                path, "a tensor \(shape.name) of shape \(shape.dimensions) was expected, found \(found)")
        }
        for shape in file.shapes where !shapes.contains(shape) {
            throw CheckpointError(path, "holds the tensor \(shape.name), which is no part of a value head")
        }
        self.init(weight: try file.floats(shapes[0].name), bias: try file.floats(shapes[1].name)[0])
    }

    /// Always in float32: the head is small and its values go into every advantage.
    private func write(to path: String) throws {
        let shapes = Self.shapes(weight.count)
        try SafeTensorsFile.write(path, shapes) { $0 == shapes[0].name ? weight : [bias] }
    }

    private static func shapes(_ hiddenSize: Int) -> [TensorShape] {
        [TensorShape("value_head.weight", [1, hiddenSize]), TensorShape("value_head.bias", [1])]
    }
}
