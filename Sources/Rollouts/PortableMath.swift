/// Elementary functions with the same bits on every machine, to about one unit in the last place.
///
/// The C library's differ from release to release and from CPU to CPU. These are made of additions, multiplications and
/// divisions alone, each of which IEEE 754 rounds in one way; Swift never fuses two of them.
package enum PortableMath {
    /// The natural logarithm of a positive, finite number that is not subnormal.
    package static func log(_ x: Double) -> Double {
        // x = m 2^e with m from 0.71 to 1.41; log m = 2 artanh((m - 1) / (m + 1)).
        var m = x.significand, e = Double(x.exponent)
        if m > 1.4142135623730951 { (m, e) = (m / 2, e + 1) }
        let s = (m - 1) / (m + 1), z = s * s
        var series = 0.0
        for k in stride(from: 23.0, through: 3, by: -2) { series = (series + 1 / k) * z }
        return e * ln2High + (e * ln2Low + 2 * (s + s * series))
    }

    /// e to the power of `x`, which lies between -700 and 700.
    package static func exp(_ x: Double) -> Double {
        let n = (x / 0x1.62e42fefa39efp-1).rounded(), r = x - n * ln2High - n * ln2Low
        var series = 0.0
        for k in stride(from: 14.0, through: 1, by: -1) { series = (series + 1) * r / k }
        return Double(sign: .plus, exponent: Int(n), significand: 1 + series)
    }

    /// `base`, a positive number, to the power of `exponent`.
    package static func power(_ base: Double, _ exponent: Double) -> Double { exp(exponent * log(base)) }

    /// The sine and the cosine of an angle of at most 2^24.
    package static func sineAndCosine(_ angle: Double) -> (sine: Double, cosine: Double) {
        // The quarter turns are taken off in three parts, of which the first two are exact multiples.
        let quarters = (angle * 0x1.45f306dc9c883p-1).rounded()
        let r = angle - quarters * 0x1.921fb54p+0 - quarters * 0x1.10b461p-30 - quarters * 0x1.a62633145c06ep-58
        let z = r * r
        var sine = 0.0, cosine = 0.0
        for k in stride(from: 18.0, through: 2, by: -2) {
            sine = (1 + sine) * -z / (k * (k + 1))
            cosine = (1 + cosine) * -z / (k * (k - 1))
        }
        (sine, cosine) = (r + r * sine, 1 + cosine)
        switch Int(quarters) & 3 {
        case 0: return (sine, cosine)
        case 1: return (cosine, -sine)
        case 2: return (-sine, -cosine)
        default: return (-cosine, sine)
        }
    }

    // ln 2 in two parts, the first of 40 bits.
    private static let ln2High = 0x1.62e42fefa2p-1, ln2Low = 0x1.9ef35793c7673p-41
}
