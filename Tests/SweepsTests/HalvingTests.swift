import Sweeps
import Testing

@Suite struct HalvingTests {
    @Test func rungsGrowByTheFactor() throws {
        let halving = try Halving(minResource: 5, reductionFactor: 3)
        #expect((0...140).filter(halving.isRung) == [5, 15, 45, 135])
        #expect([4, 5, 14, 15, 44, 45, 1000].map(halving.rung) == [nil, 0, 0, 1, 1, 2, 4])
        #expect(halving.rung(at: .max) == 38)
        #expect(halving.rung(at: .min) == nil)
    }

    @Test func whatMakesNoRungsIsRefused() {
        #expect(throws: SweepError.self) { try Halving(minResource: 0, reductionFactor: 2) }
        #expect(throws: SweepError.self) { try Halving(minResource: 1, reductionFactor: 1) }
    }
}
