import Statistics
import Testing

@Suite struct NAtKTests {
    /// Every subset of `size` elements of `elements`.
    private func subsets(_ elements: [Int], _ size: Int) -> [[Int]] {
        if size == 0 { return [[]] }
        guard let first = elements.first else { return [] }
        let rest = Array(elements.dropFirst())
        return subsets(rest, size - 1).map { [first] + $0 } + subsets(rest, size)
    }

    /// Algorithm 1 of AlphaCode, by trying every draw and every choice of submissions.
    private func enumerated(_ counts: NAtK, submissions: Int, drawn: Int) -> Double {
        // Samples 0..<right are right, right..<passing pass the public tests alone.
        let draws = subsets(Array(0..<counts.samples), drawn)
        let probabilities = draws.map { draw in
            let kept = draw.filter { $0 < counts.passing }
            let choices = subsets(kept, min(submissions, kept.count))
            return Double(choices.count { $0.contains { $0 < counts.right } }) / Double(choices.count)
        }
        return probabilities.reduce(0, +) / Double(draws.count)
    }

    @Test func closedFormIsTheEnumeration() {
        for samples in 1...6 {
            for passing in 0...samples {
                for right in 0...passing {
                    let counts = NAtK(samples: samples, passing: passing, right: right)
                    for drawn in 0...samples {
                        for submissions in 0...3 {
                            let closed = counts.solveProbability(submissions: submissions, drawn: drawn)
                            let tried = enumerated(counts, submissions: submissions, drawn: drawn)
                            #expect(abs(closed - tried) < 1e-12)
                        }
                    }
                }
            }
        }
    }

    @Test func largeCountsStayExact() {
        // 1@k where all that pass are right is 1 - C(N - C, k) / C(N, k) (Chen et al. 2021, arXiv 2107.03374).
        let counts = NAtK(samples: 200, passing: 13, right: 13)
        let missed = (0..<100).reduce(1.0) { $0 * Double(187 - $1) / Double(200 - $1) }
        #expect(abs(counts.solveProbability(submissions: 10, drawn: 100) - (1 - missed)) < 1e-10)
    }
}
