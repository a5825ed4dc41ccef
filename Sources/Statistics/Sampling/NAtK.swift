#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// n@k: the probability that any of up to n submissions, chosen from k samples, is right.
///
/// Algorithm 1 of AlphaCode (Li et al. 2022, arXiv 2203.07814) draws k of all N samples, keeps those that pass the public
/// tests, and submits up to n of them. Its expectation has a closed form. The number j of kept samples is
/// hypergeometric, and m = min(n, j) submissions, drawn from the P passing samples of which C are right, are all wrong
/// with probability C(P - C, m) / C(P, m).
package struct NAtK: Sendable, Hashable {
    /// All samples of a problem (N), those that pass the public tests (P), and those of these that pass all tests (C).
    package var samples: Int
    package var passing: Int
    package var right: Int

    /// The counts of one problem.
    package init(samples: Int, passing: Int, right: Int) {
        precondition(0 <= right && right <= passing && passing <= samples)
        (self.samples, self.passing, self.right) = (samples, passing, right)
    }

    /// The probability, for `submissions` (n) chosen from `drawn` (k) in `0...samples`.
    package func solveProbability(submissions: Int, drawn: Int) -> Double {
        precondition(submissions >= 0 && (0...samples).contains(drawn))
        let logFactorials = Self.logFactorials(samples)
        func logChoose(_ a: Int, _ b: Int) -> Double { logFactorials[a] - logFactorials[b] - logFactorials[a - b] }
        var total = 0.0
        for kept in max(0, drawn - (samples - passing))...max(0, min(drawn, passing)) {
            let submitted = min(submissions, kept)
            let probability = exp(
                logChoose(passing, kept) + logChoose(samples - passing, drawn - kept) - logChoose(samples, drawn))
            total += probability * (1 - allWrong(submitted))
        }
        return min(1, max(0, total))
    }

    /// pass@k: the probability that one of `drawn` (k) samples, of all N, is right, whatever the public tests say: 1 - C(N - c, k) / C(N, k)
    /// (Chen et al. 2021, arXiv 2107.03374).
    package func passProbability(drawn: Int) -> Double {
        precondition((0...samples).contains(drawn))
        // A product of ratios: the binomial coefficients themselves would be too large.
        return 1 - (0..<drawn).reduce(1) { $0 * Double(max(0, samples - right - $1)) / Double(samples - $1) }
    }

    /// The probability that `count` of the passing samples, drawn without replacement, are all wrong.
    private func allWrong(_ count: Int) -> Double {
        (0..<count).reduce(1) { $0 * Double(max(0, passing - right - $1)) / Double(passing - $1) }
    }

    private static func logFactorials(_ count: Int) -> [Double] {
        var sums = [0.0]
        for i in 0..<count { sums.append(sums[i] + log(Double(i + 1))) }
        return sums
    }
}
