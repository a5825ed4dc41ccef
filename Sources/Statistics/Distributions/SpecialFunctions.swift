internal import Rollouts

/// What the distributions stand on, made of additions, products and divisions alone (`PortableMath`): the same bits on every machine.
enum SpecialFunctions {
    /// The logarithm of Γ(x), x > 0: Stirling's series (DLMF 5.11.1), below 16 after Γ(x + 1) = x Γ(x).
    static func logGamma(_ x: Double) -> Double {
        var (x, product) = (x, 1.0)
        while x < 16 { (x, product) = (x + 1, product * x) }
        let z = 1 / (x * x)
        let series = (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z / 1188)))) / x
        let halfLogTwoPi = 0.9189385332046727
        return (x - 0.5) * PortableMath.log(x) - x + halfLogTwoPi + series - PortableMath.log(product)
    }

    /// The share of the beta distribution with the parameters `a` and `b` that lies below `x`: I_x(a, b).
    ///
    /// By the continued fraction DLMF 8.17.22, evaluated forwards (Lentz 1976).
    ///
    /// - Parameter y: 1 - x, which near x = 1 has digits that x has lost.
    static func incompleteBeta(x: Double, y: Double, a: Double, b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard y > 0 else { return 1 }
        // On the other side the fraction converges faster.
        if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(x: y, y: x, a: b, b: a) }
        let logBeta = logGamma(a) + logGamma(b) - logGamma(a + b)
        let logFront = a * PortableMath.log(x) + b * PortableMath.log(y) - logBeta - PortableMath.log(a)
        guard logFront > -700 else { return 0 }
        var (fraction, numerator, denominator) = (1.0, 1.0, 0.0)
        for step in 1...100_000 {
            let m = Double(step / 2)
            let d =
                step % 2 == 0
                ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            denominator = 1 / (1 + d * denominator)
            numerator = 1 + d / numerator
            let factor = numerator * denominator
            fraction *= factor
            if abs(factor - 1) < 1e-16 { break }
        }
        return PortableMath.exp(logFront) / fraction
    }

    /// The place from `low` to `high` up to which `isBelow` holds, to the last bit.
    static func boundary(from low: Double, to high: Double, _ isBelow: (Double) -> Bool) -> Double {
        var (low, high) = (low, high)
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return middle }
            if isBelow(middle) { low = middle } else { high = middle }
        }
    }
}
