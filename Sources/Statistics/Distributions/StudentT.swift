internal import Rollouts

/// Student's t distribution.
package enum StudentT {
    /// The share that lies above `t`: half of I_x(ν/2, 1/2) at x = ν / (ν + t²) (DLMF 8.17.5, Abramowitz and Stegun 26.7.1).
    package static func tail(_ t: Double, degreesOfFreedom: Double) -> Double {
        guard t >= 0 else { return 1 - tail(-t, degreesOfFreedom: degreesOfFreedom) }
        guard t < 1e150 else { return 0 }
        let sum = degreesOfFreedom + t * t
        let (x, y) = (degreesOfFreedom / sum, t * t / sum)
        return SpecialFunctions.incompleteBeta(x: x, y: y, a: degreesOfFreedom / 2, b: 0.5) / 2
    }

    /// The share that lies below `t`.
    package static func cumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
        tail(-t, degreesOfFreedom: degreesOfFreedom)
    }

    /// The number that `probability` of the distribution lies below, within (0, 1).
    package static func quantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
        precondition(probability > 0 && probability < 1 && degreesOfFreedom > 0)
        let above = min(probability, 1 - probability)
        func isBelow(_ t: Double) -> Bool { tail(t, degreesOfFreedom: degreesOfFreedom) > above }
        var high = 2.0
        while isBelow(high) { high *= 2 }
        let size = SpecialFunctions.boundary(from: 0, to: high, isBelow)
        return probability < 0.5 ? -size : size
    }

    /// How many standard errors a difference must be for a two-sided test at `level` to find it with the probability `power`.
    ///
    /// The test statistic is then (Z + δ) / W, with W² = χ²/ν, and its probability beyond the critical value an integral over W.
    package static func detectable(power: Double, level: Double = 0.05, degreesOfFreedom: Double) -> Double {
        precondition(power > level && power < 1)
        let critical = quantile(1 - level / 2, degreesOfFreedom: degreesOfFreedom)
        let scales = RootOfMeanSquare(degreesOfFreedom: degreesOfFreedom).nodes
        func isMissed(_ distance: Double) -> Bool {
            scales.reduce(0) { sum, scale in
                let reach = critical * scale.value
                return sum + scale.weight * (Normal.tail(reach - distance) + Normal.tail(reach + distance))
            } < power
        }
        var high = 4.0
        while isMissed(high) { high *= 2 }
        return SpecialFunctions.boundary(from: 0, to: high, isMissed)
    }
}

/// √(χ²/ν): its values with weights, by which what depends on it is added up (Simpson's rule).
private struct RootOfMeanSquare {
    private static let intervals = 256
    let nodes: [(value: Double, weight: Double)]

    init(degreesOfFreedom nu: Double) {
        let logFactor =
            PortableMath.log(2) + nu / 2 * PortableMath.log(nu / 2) - SpecialFunctions.logGamma(nu / 2)
        func density(_ w: Double) -> Double {
            guard w > 0 else { return nu == 1 ? PortableMath.exp(logFactor) : 0 }
            let exponent = logFactor + (nu - 1) * PortableMath.log(w) - nu * w * w / 2
            return exponent > -700 ? PortableMath.exp(exponent) : 0
        }
        // Its standard deviation is near √(1/2ν).
        let deviation = (0.5 / nu).squareRoot()
        let (low, high) = (max(0, 1 - 9 * deviation), 1 + 9 * deviation)
        let step = (high - low) / Double(Self.intervals)
        nodes = (0...Self.intervals).map { place in
            let value = low + Double(place) * step
            let weight = place == 0 || place == Self.intervals ? 1.0 : place % 2 == 1 ? 4 : 2
            return (value, weight * step / 3 * density(value))
        }
    }
}
