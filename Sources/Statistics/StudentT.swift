#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Student's t distribution.
package enum StudentT {
    /// The number that 97.5% of the distribution lie below: G. W. Hill, Algorithm 396 (Communications of the ACM, 1970).
    package static func quantile975(degreesOfFreedom: Int) -> Double {
        let n = Double(max(1, degreesOfFreedom))
        let tails = 0.05
        if n == 1 { return cos(tails * .pi / 2) / sin(tails * .pi / 2) }
        if n == 2 { return (2 / (tails * (2 - tails)) - 2).squareRoot() }
        let a = 1 / (n - 0.5)
        let b = 48 / (a * a)
        var c = ((20_700 * a / b - 98) * a - 16) * a + 96.36
        let d = ((94.5 / (b + c) - 3) / b + 1) * (a * .pi / 2).squareRoot() * n
        var x = d * tails
        var y = pow(x, 2 / n)
        if y > 0.05 + a {
            // The normal distribution's number for the lower tail.
            x = -1.959963984540054
            y = x * x
            if n < 5 { c += 0.3 * (n - 4.5) * (x + 0.6) }
            c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b
            y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
            y = expm1(a * y * y)
        } else {
            y =
                ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) * (n + 1)
                / (n + 2)
                + 1 / y
        }
        return (n * y).squareRoot()
    }
}
