internal import Torch

/// Which parameters weight decay shrinks: one rule for all trainers.
package enum WeightDecayScope: String, Sendable, CaseIterable {
    /// Those with two dimensions: projections, embeddings and the value head. Norms and biases, whose size means something else, keep
    /// theirs. What GPT-2's successors do.
    case matrices
    /// All, as AdamW does by itself.
    case all

    /// Groups of an optimizer for `parameters`: those that decay, then those that do not.
    func groups(of parameters: [Tensor], learningRate: Double, weightDecay: Double) -> [AdamW.Group] {
        let decaying = parameters.filter { self == .all || $0.shape.count == 2 }
        let others = parameters.filter { self != .all && $0.shape.count != 2 }
        return [
            AdamW.Group(parameters: decaying, learningRate: learningRate, weightDecay: weightDecay),
            AdamW.Group(parameters: others, learningRate: learningRate),
        ].filter { !$0.parameters.isEmpty }
    }
}

extension AdamW {
    /// - Throws: `Diverged` when a step has made a parameter infinite or not a number.
    func checkFinite() throws {
        for parameter in parameters where try !parameter.squaredNorm().isFinite { throw Diverged("the parameters") }
    }
}
