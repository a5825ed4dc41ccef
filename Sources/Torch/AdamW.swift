internal import CTorch

/// AdamW (Loshchilov and Hutter, 2019) with a learning rate for each group of parameters.
package final class AdamW {
    /// Parameters that share their settings.
    package struct Group {
        package var parameters: [Tensor]
        package var learningRate: Double
        package var weightDecay: Double

        /// A group of parameters.
        package init(parameters: [Tensor], learningRate: Double, weightDecay: Double = 0) {
            (self.parameters, self.learningRate, self.weightDecay) = (parameters, learningRate, weightDecay)
        }
    }

    package let groups: [Group]
    package let betas: (Double, Double)
    package let epsilon: Double
    /// Steps taken.
    package private(set) var step = 0
    /// The running means of the gradients and of their squares, in the order of `parameters`.
    package let means: [Tensor]
    package let variances: [Tensor]

    /// An optimizer that has not stepped.
    package init(_ groups: [Group], betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8) throws {
        (self.groups, self.betas, self.epsilon) = (groups, betas, epsilon)
        let parameters = groups.flatMap(\.parameters)
        means = try parameters.map { try $0.zerosLike() }
        variances = try parameters.map { try $0.zerosLike() }
    }

    /// Goes on as after `step` steps, once the means and variances are those of then.
    package func goOn(after step: Int) { self.step = step }

    /// All groups' parameters, one group after another.
    package var parameters: [Tensor] { groups.flatMap(\.parameters) }

    /// Updates the parameters in place.
    ///
    /// - Parameters:
    ///   - gradients: in the order of `parameters`.
    ///   - scale: multiplies each group's learning rate.
    package func step(gradients: [Tensor], scale: Double = 1) throws {
        step += 1
        var first = 0
        for group in groups {
            let range = first..<first + group.parameters.count
            let settings = ct_adamw(
                learning_rate: group.learningRate * scale, beta1: betas.0, beta2: betas.1, epsilon: epsilon,
                weight_decay: group.weightDecay, step: Int64(step))
            try check(
                ct_adamw_step(
                    settings, group.parameters.map(\.handle), gradients[range].map(\.handle),
                    means[range].map(\.handle), variances[range].map(\.handle), Int32(range.count)))
            first = range.upperBound
        }
    }

    /// Scales `gradients` in place so that their global norm is at most `limit`.
    ///
    /// - Returns: the norm before scaling.
    /// - Throws: `Diverged` when a gradient is not finite; nothing is scaled then.
    @discardableResult
    package static func clip(_ gradients: [Tensor], to limit: Double) throws -> Double {
        let norm = try gradients.reduce(0) { try $0 + $1.squaredNorm() }.squareRoot()
        guard norm.isFinite else { throw Diverged("the gradient") }
        if norm > limit { for gradient in gradients { try gradient.scale(by: limit / (norm + 1e-6)) } }
        return norm
    }
}
