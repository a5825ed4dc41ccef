internal import CKernels

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
            let factors = factors(rate: group.learningRate * scale, decay: group.weightDecay)
            for (offset, index) in range.enumerated() {
                try update(group.parameters[offset], gradients[index], means[index], variances[index], factors)
            }
            first = range.upperBound
        }
    }

    private func factors(rate: Double, decay: Double) -> ck_adamw_factors {
        ck_adamw_factors(
            kept: Float(1 - rate * decay), mean_share: Float(1 - betas.0), variance_kept: Float(betas.1),
            variance_share: Float(1 - betas.1), step: Float(rate / (1 - Self.power(betas.0, step))),
            variance_root: Float((1 - Self.power(betas.1, step)).squareRoot()), epsilon: Float(epsilon))
    }

    /// By repeated squaring: the C library's `pow` may have other bits on another machine.
    private static func power(_ base: Double, _ exponent: Int) -> Double {
        var out = 1.0, square = base, rest = exponent
        while rest > 0 {
            if !rest.isMultiple(of: 2) { out *= square }
            square *= square
            rest /= 2
        }
        return out
    }

    private func update(
        _ parameter: Tensor, _ gradient: Tensor, _ mean: Tensor, _ variance: Tensor, _ factors: ck_adamw_factors
    ) throws {
        precondition(gradient.count == parameter.count)
        try parameter.withFloats { parameter in
            try gradient.withFloats { gradient in
                try mean.withFloats { mean in
                    try variance.withFloats { variance in
                        ck_adamw(
                            factors, parameter.baseAddress, gradient.baseAddress, mean.baseAddress,
                            variance.baseAddress, Int64(parameter.count))
                    }
                }
            }
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
