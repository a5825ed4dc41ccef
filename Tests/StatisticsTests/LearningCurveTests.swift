import Statistics
import Testing

@Suite struct LearningCurveTests {
    /// scipy.stats.t.interval(0.95, 2, mean, sem) of 0.2, 0.3, 0.4: 0.3 ± 0.248414.
    @Test func theBandIsTheIntervalOfTOverSeeds() throws {
        let curve = LearningCurve(
            name: "a",
            runs: zip([1, 2, 3], [0.3, 0.2, 0.4]).map { .init(seed: $0, steps: [0, 5], values: [0.1, $1]) })
        #expect(curve.points.map(\.step) == [0, 5] && curve.partial.isEmpty)
        let (start, end) = (try #require(curve.points[0].interval), try #require(curve.points[1].interval))
        #expect(start.lower == 0.1 && start.upper == 0.1)
        #expect(
            isNear(end.value, 0.3) && isNear(end.lower, 0.3 - 0.2484137712) && isNear(end.upper, 0.3 + 0.2484137712))
    }

    /// Where a run has no value there is no mean of the others, which would be of something else.
    @Test func noMeanIsTakenOfSomeRunsOnly() {
        let curve = LearningCurve(
            name: "a",
            runs: [
                .init(seed: 1, steps: [0, 1, 2], values: [0, 1, 2]),
                .init(seed: 2, steps: [0, 1, 2], values: [0, .nan, 4]),
                .init(seed: 3, steps: [0, 1], values: [0, 1]),
            ])
        #expect(curve.points.map(\.step) == [0] && curve.partial == [1, 2])
        let alone = LearningCurve(name: "b", runs: [.init(seed: 1, steps: [3], values: [7])])
        #expect(alone.points == [.init(step: 3, mean: 7, interval: nil)])
    }
}
