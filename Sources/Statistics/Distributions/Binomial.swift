internal import Rollouts

/// Fair coins.
enum Binomial {
    /// The probability of at most `most` heads in `count` throws, where `most` is at most half of them.
    static func fairTail(most: Int, of count: Int) -> Double {
        precondition(0 <= most && 2 * most <= count)
        // From the largest term downwards, each from the one before.
        let (n, m) = (Double(count), Double(most))
        let logTerm =
            SpecialFunctions.logGamma(n + 1) - SpecialFunctions.logGamma(m + 1)
            - SpecialFunctions.logGamma(n - m + 1) - n * PortableMath.log(2)
        guard logTerm > -700 else { return 0 }
        var (term, sum) = (PortableMath.exp(logTerm), 0.0)
        for heads in stride(from: most, through: 0, by: -1) {
            sum += term
            term *= Double(heads) / Double(count - heads + 1)
        }
        return sum
    }

    /// The number of ways to choose `chosen` of `count`, as far as a number reaches.
    static func choices(_ chosen: Int, of count: Int) -> Double {
        (0..<min(chosen, count - chosen)).reduce(1) { $0 * Double(count - $1) / Double($1 + 1) }
    }
}
