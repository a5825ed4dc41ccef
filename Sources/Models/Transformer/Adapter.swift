package import Torch

/// A low-rank addition to a linear map: `y += scale (x A^T) B^T` (Hu et al., "LoRA", arXiv 2106.09685).
package struct Adapter {
    /// A, `[rank, inputs]`
    package let down: Tensor
    /// B, `[outputs, rank]`; zeros at the start, so that nothing is added.
    package let up: Tensor
    package let scale: Double
}

/// Which maps get adapters, and of what size.
package struct AdapterConfig: Sendable, Hashable {
    /// The maps of a layer, by the last part of their names in `transformers`.
    package static let allTargets = [
        "q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj",
    ]
    package var rank: Int
    package var alpha: Double
    package var targets: [String]
    /// Whether the scale is `alpha / sqrt(rank)` (Kalajdzievski, arXiv 2312.03732), not `alpha / rank`.
    package var isRankStabilised: Bool

    package init(rank: Int, alpha: Double, targets: [String] = allTargets, isRankStabilised: Bool = false) {
        (self.rank, self.alpha, self.targets) = (rank, alpha, targets)
        self.isRankStabilised = isRankStabilised
    }

    /// What the product of the two matrices is multiplied by.
    package var scale: Double { isRankStabilised ? alpha / Double(rank).squareRoot() : alpha / Double(rank) }

    /// Whether the map of this name gets an adapter.
    func covers(_ name: String) -> Bool { targets.contains { name.hasSuffix("." + $0) } }
}

extension TransformerConfig {
    /// The tensors of adapters by PEFT's names, two for each map that has one: A `[rank, inputs]`, then B `[outputs, rank]`.
    func adapterTensors(_ adapters: AdapterConfig) -> [TensorShape] {
        (0..<layers).flatMap { layer -> [TensorShape] in
            let layout = LayerLayout(self, layer: layer)
            return (layout.queryKeyValue + [layout.attentionOutput] + layout.gateUp + [layout.down])
                .filter { adapters.covers($0.name) }
                .flatMap { linear in
                    [
                        TensorShape(Adapter.downName(linear.name), [adapters.rank, linear.inputs]),
                        TensorShape(Adapter.upName(linear.name), [linear.outputs, adapters.rank]),
                    ]
                }
        }
    }
}

extension Adapter {
    /// What PEFT calls A of the map `name`.
    static func downName(_ name: String) -> String { "base_model.model.\(name).lora_A.weight" }
    /// What PEFT calls B of the map `name`.
    static func upName(_ name: String) -> String { "base_model.model.\(name).lora_B.weight" }
}
