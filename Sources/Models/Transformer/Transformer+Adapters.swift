internal import Rollouts
package import Torch

extension Transformer {
    /// This transformer with adapters, sharing all of its own tensors, which are not trained any more.
    ///
    /// - Parameter load: the numbers of a tensor of `adapterTensors`.
    package func adapted(_ adapters: AdapterConfig, load: (TensorShape) throws -> [Float]) throws -> Transformer {
        let shapes = Dictionary(
            uniqueKeysWithValues: config.adapterTensors(adapters).map { ($0.name, $0) })
        func tensor(_ name: String) throws -> Tensor? {
            try shapes[name].map { try Tensor(load($0), shape: $0.dimensions) }
        }
        func adapted(_ linear: Linear) throws -> Linear {
            try linear.adapted { part in
                guard let down = try tensor(Adapter.downName(part.name)), let up = try tensor(Adapter.upName(part.name))
                else { return nil }
                return Adapter(down: down, up: up, scale: adapters.scale)
            }
        }
        return try Transformer(
            config: config, embedding: embedding,
            layers: layers.map { try $0.map(matrix: adapted, vector: { $0 }) }, norm: norm,
            output: output === embedding ? nil : output, rotary: rotary, frozenOutput: frozenOutput,
            adapters: adapters)
    }

    /// This transformer with new adapters: A uniform within `1 / sqrt(inputs)` as PEFT begins, B zero.
    package func adapted(_ adapters: AdapterConfig, seed: UInt64) throws -> Transformer {
        let first = config.expectedTensors.count + 1
        let numbers = Dictionary(
            uniqueKeysWithValues: config.adapterTensors(adapters).enumerated().map { ($0.element.name, $0.offset) })
        return try adapted(adapters) { shape in
            guard shape.name.hasSuffix("lora_A.weight") else { return [Float](repeating: 0, count: shape.count) }
            let bound = 1 / Double(shape.dimensions[1]).squareRoot()
            var stream = RandomKey(
                seed: seed, purpose: .initialisation, episode: first + numbers[shape.name]!
            ).stream()
            return (0..<shape.count).map { _ in Float((2 * stream.uniform() - 1) * bound) }
        }
    }

    /// The same tensors with the adapters off.
    package var base: Transformer {
        get throws {
            guard adapters != nil else { return self }
            return try Transformer(
                config: config, embedding: embedding,
                layers: layers.map { $0.map(matrix: { $0.adapted { _ in nil } }, vector: { $0 }) }, norm: norm,
                output: output === embedding ? nil : output, rotary: rotary, frozenOutput: frozenOutput,
                isFrozen: true)
        }
    }

    /// A transformer of its own with the same weights: adapters are copied, what they are put on is shared.
    package func copy() throws -> Transformer {
        guard let adapters else {
            return isFrozen ? self : try Transformer(config: config) { try floats(named: $0) }
        }
        let tensors = adapterTensors
        return try adapted(adapters) { try tensors[$0.name]!.floats() }
    }

    /// Whether it is what it would be without its adapters: B is zero in each, as at their start.
    package var isAsItsBase: Bool {
        get throws {
            try adapters != nil
                && adapterTensors.allSatisfy { name, tensor in
                    try !name.hasSuffix("lora_B.weight") || tensor.floats().allSatisfy { $0 == 0 }
                }
        }
    }

    /// A transformer of its own with the adapters added to the matrices: `W + scale B A`, in float32.
    package func merged() throws -> Transformer {
        guard adapters != nil else { return try copy() }
        let adapters = Dictionary(
            uniqueKeysWithValues: layers.flatMap(\.matrices).flatMap(\.parts).compactMap { part in
                part.adapter.map { (part.name + ".weight", $0) }
            })
        return try Transformer(config: config) { name in
            var weight = try floats(named: name)
            try adapters[name]?.add(to: &weight)
            return weight
        }
    }

    /// The adapters' tensors by PEFT's names.
    package var adapterTensors: [String: Tensor] {
        var tensors: [String: Tensor] = [:]
        for part in layers.flatMap({ $0.matrices.flatMap(\.parts) }) {
            guard let adapter = part.adapter else { continue }
            tensors[Adapter.downName(part.name)] = adapter.down
            tensors[Adapter.upName(part.name)] = adapter.up
        }
        return tensors
    }
}

extension Adapter {
    /// `weight[outputs, inputs] += scale B A`
    fileprivate func add(to weight: inout [Float]) throws {
        let rank = down.shape[0], inputs = down.shape[1]
        try down.withFloats { down in
            for (row, factors) in try up.floats().chunks(of: rank).enumerated() {
                for (index, factor) in factors.enumerated() {
                    let factor = factor * Float(scale)
                    for column in 0..<inputs {
                        weight[row * inputs + column] += factor * down[index * inputs + column]
                    }
                }
            }
        }
    }
}

extension [Float] {
    fileprivate func chunks(of size: Int) -> [ArraySlice<Float>] {
        stride(from: 0, to: count, by: size).map { self[$0..<$0 + size] }
    }
}
