internal import Rollouts

/// The standard normal distribution.
package enum Normal {
    /// The share that lies above `x`.
    ///
    /// Below 3 by the series of the integral of the density, above by Laplace's continued fraction (DLMF 7.9.1).
    package static func tail(_ x: Double) -> Double {
        guard x >= 0 else { return 1 - tail(-x) }
        guard x < 37 else { return 0 }
        let density = PortableMath.exp(-x * x / 2) * 0.3989422804014327
        guard x < 3 else {
            var fraction = x
            for k in stride(from: 100.0, through: 1, by: -1) { fraction = x + k / fraction }
            return density / fraction
        }
        var (term, sum, k) = (x, x, 3.0)
        while term > sum * 1e-17 {
            term *= x * x / k
            sum += term
            k += 2
        }
        return 0.5 - density * sum
    }

    /// The number that `probability` of the distribution lies below, within (0, 1).
    package static func quantile(_ probability: Double) -> Double {
        precondition(probability > 0 && probability < 1)
        let above = min(probability, 1 - probability)
        let size = SpecialFunctions.boundary(from: 0, to: 37) { tail($0) > above }
        return probability < 0.5 ? -size : size
    }
}
