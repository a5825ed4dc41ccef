import Testing
import Training

@Suite struct ScheduleTests {
    private func factors(warmup: Int, total: Int, final: Double = 0.1) -> [Double] {
        let schedule = WarmupLinearDecay(warmup: warmup, total: total, final: final)
        return (1...total).map { schedule.factor($0) }
    }

    /// One after the other: up to the whole peak, then down to `final`.
    @Test func risesToThePeakThenFalls() {
        let found = factors(warmup: 4, total: 10)
        let expected = [0.25, 0.5, 0.75, 1, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1]
        for (a, b) in zip(found, expected) { #expect(close(a, b, 1e-12)) }
        #expect(found[3] == 1)
    }

    @Test(arguments: [(0, 10), (1, 10), (10, 10), (10, 120), (10, 4), (50, 1), (0, 1)])
    func reachesThePeakOnceInEveryRun(_ warmup: Int, _ total: Int) {
        let found = factors(warmup: warmup, total: total)
        #expect(found.max() == 1 && found.count { $0 == 1 } == 1)
        #expect(found.firstIndex(of: 1) == max(1, min(warmup, total)) - 1)
        #expect(found.allSatisfy { $0 > 0 })
        if total > max(1, warmup) { #expect(close(found.last!, 0.1, 1e-12)) }
    }

    @Test func keepsItsLastFactorAfterwards() {
        #expect(close(WarmupLinearDecay(warmup: 2, total: 5, final: 0.3).factor(9), 0.3, 1e-12))
        #expect(WarmupLinearDecay(warmup: 9, total: 5).factor(7) == 1)
        #expect(WarmupLinearDecay(warmup: 0, total: 5, final: 1).factor(3) == 1)
    }
}
