internal import Glibc
internal import Rollouts
package import Torch

extension Transformer {
    /// A transformer with the weights that `values` gives by their names in `transformers`.
    ///
    /// - Parameter inBFloat16: whether matrices are kept as bfloat16 numbers, in half the memory, and are not trained.
    package convenience init(
        config: TransformerConfig, inBFloat16: Bool = false, values: (String) throws -> [Float]
    ) throws {
        try self.init(config: config, inBFloat16: inBFloat16) { shape, floats in
            let values = try values(shape.name)
            precondition(values.count == floats.count)
            _ = floats.update(fromContentsOf: values)
        }
    }

    /// - Parameter load: fills the floats it is given with the tensor of that name and shape.
    convenience init(
        config: TransformerConfig, inBFloat16: Bool = false,
        load: (TensorShape, UnsafeMutableBufferPointer<Float>) throws -> Void
    ) throws {
        func tensor(_ shape: TensorShape) throws -> Tensor {
            let tensor = try Tensor(zeros: shape.dimensions)
            try tensor.withFloats { try load(shape, $0) }
            return inBFloat16 && shape.dimensions.count == 2 ? try tensor.bfloat16() : tensor
        }
        func linear(_ layouts: [LinearLayout]) throws -> Linear {
            try Linear(layouts, inBFloat16: inBFloat16, load: load)
        }
        let table = [config.vocabularySize, config.hiddenSize]
        let embedding = try tensor(TensorShape(LayerLayout.embedding, table))
        let layers = try (0..<config.layers).map { index in
            let layout = LayerLayout(config, layer: index)
            return Layer(
                attentionNorm: try tensor(layout.attentionNorm),
                queryKeyValue: try linear(layout.queryKeyValue),
                headNorms: try layout.headNorms.map { (try tensor($0.query), try tensor($0.key)) },
                attentionOutput: try linear([layout.attentionOutput]),
                feedForwardNorm: try tensor(layout.feedForwardNorm), gateUp: try linear(layout.gateUp),
                down: try linear([layout.down]))
        }
        try self.init(
            config: config, embedding: embedding, layers: layers,
            norm: try tensor(TensorShape(LayerLayout.norm, [config.hiddenSize])),
            output: config.tiesEmbeddings ? nil : try tensor(TensorShape(LayerLayout.output, table)),
            isFrozen: inBFloat16)
    }

    /// An untrained transformer: normal weights of deviation `1 / sqrt(inputs)`, those that write to the residual
    /// stream divided by `sqrt(2 layers)` as in GPT-2, embeddings of deviation 0.02, norms of one, biases of zero.
    package convenience init(config: TransformerConfig, seed: UInt64) throws {
        let numbers = Dictionary(
            uniqueKeysWithValues: config.expectedTensors.enumerated().map { ($0.element.name, $0.offset) })
        try self.init(config: config) { shape, floats in
            guard shape.dimensions.count == 2 else {
                return floats.update(repeating: shape.name.hasSuffix(".bias") ? 0 : 1)
            }
            var deviation = 1 / Double(shape.dimensions[1]).squareRoot()
            if shape.name.hasSuffix("o_proj.weight") || shape.name.hasSuffix("down_proj.weight") {
                deviation /= Double(2 * config.layers).squareRoot()
            }
            if shape.name == LayerLayout.embedding { deviation = 0.02 }
            var stream = RandomKey(seed: seed, purpose: .initialisation, episode: numbers[shape.name]!).stream()
            for index in stride(from: 0, to: floats.count, by: 2) {
                let (a, b) = stream.normals()
                floats[index] = Float(a * deviation)
                if index + 1 < floats.count { floats[index + 1] = Float(b * deviation) }
            }
        }
    }

    func makePlaces() -> [String: (parameter: Int, range: Range<Int>)] {
        var places: [String: (parameter: Int, range: Range<Int>)] = [:], next = 0
        func add(_ name: String, _ tensor: Tensor) {
            places[name] = (next, 0..<tensor.count)
            next += 1
        }
        func add(_ linear: Linear) {
            for place in linear.places { places[place.name] = (next + place.parameter, place.range) }
            next += linear.parameters.count
        }
        add(LayerLayout.embedding, embedding)
        for (index, layer) in layers.enumerated() {
            let layout = LayerLayout(config, layer: index)
            add(layout.attentionNorm.name, layer.attentionNorm)
            add(layer.queryKeyValue)
            add(layer.attentionOutput)
            if let (names, norms) = layout.headNorms.flatMap({ names in layer.headNorms.map { (names, $0) } }) {
                add(names.query.name, norms.query)
                add(names.key.name, norms.key)
            }
            add(layout.feedForwardNorm.name, layer.feedForwardNorm)
            add(layer.gateUp)
            add(layer.down)
        }
        add(LayerLayout.norm, norm)
        if output === embedding {
            places[LayerLayout.output] = places[LayerLayout.embedding]
        } else {
            add(LayerLayout.output, output)
        }
        return places
    }

    /// The numbers of one tensor by its name in `transformers`.
    package func floats(named name: String) throws -> [Float] { try floats(named: name, in: parameters) }

    /// The part of `tensors`, given in the order of `parameters`, that belongs to the parameter `name` of `transformers`: of the
    /// parameters themselves, or of their gradients.
    package func floats(named name: String, in tensors: [Tensor]) throws -> [Float] {
        guard let place = places[name] else {
            throw CheckpointError(name, "a model of \(config.family.architecture) has no tensor of this name")
        }
        let tensor = tensors[place.parameter]
        guard !tensor.isBFloat16 else { return try Array(tensor.floats()[place.range]) }
        return try tensor.withFloats { Array($0[place.range]) }
    }
}
