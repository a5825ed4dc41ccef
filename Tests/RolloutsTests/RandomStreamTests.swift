import Rollouts
import Testing

@Suite struct RandomStreamTests {
    private func stream(_ seed: UInt64 = 1) -> RandomStream { RandomKey(seed: seed, purpose: .script).stream() }

    @Test(arguments: [1, 2, 7, 10, 448, 1 << 40, Int.max])
    func numbersStayBelowTheBound(bound: Int) {
        var random = stream()
        for _ in 0..<2000 { #expect((0..<bound).contains(random.below(bound))) }
    }

    /// Pearson's chi-squared with 6 degrees of freedom: 22.5 is its 99.9% point.
    @Test func numbersBelowABoundAreUniform() {
        var random = stream()
        var counts = Array(repeating: 0.0, count: 7)
        for _ in 0..<70_000 { counts[random.below(7)] += 1 }
        #expect(counts.map { ($0 - 10_000) * ($0 - 10_000) / 10_000 }.reduce(0, +) < 22.5)
    }

    @Test func uniformNumbersFillTheUnitInterval() {
        var random = stream()
        var deciles = Array(repeating: 0.0, count: 10)
        for _ in 0..<50_000 { deciles[Int(random.uniform() * 10)] += 1 }
        #expect(deciles.map { ($0 - 5000) * ($0 - 5000) / 5000 }.reduce(0, +) < 27.9)
    }

    @Test func normalNumbersHaveTheirMoments() {
        var random = stream()
        let numbers = (0..<20_000).flatMap { _ in
            let (a, b) = random.normals()
            return [a, b]
        }
        let count = Double(numbers.count)
        let mean = numbers.reduce(0, +) / count
        let variance = numbers.reduce(0) { $0 + $1 * $1 } / count - mean * mean
        #expect(abs(mean) < 0.02 && abs(variance - 1) < 0.03)
        #expect(abs(Double(numbers.count { abs($0) < 1.96 }) / count - 0.95) < 0.005)
    }

    @Test func permutationsHoldEveryIndexOnceAndAreAllAsLikely() {
        for count in [0, 1, 2, 1000] {
            var random = stream()
            #expect(random.permutation(count).sorted() == Array(0..<count))
        }
        var random = stream()
        var seen: [[Int]: Double] = [:]
        for _ in 0..<24_000 { seen[random.permutation(4), default: 0] += 1 }
        #expect(seen.count == 24)
        // 23 degrees of freedom: 49.7 is the 99.9% point.
        #expect(seen.values.map { ($0 - 1000) * ($0 - 1000) / 1000 }.reduce(0, +) < 49.7)
    }
}
