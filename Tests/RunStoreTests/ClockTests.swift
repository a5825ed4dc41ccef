import Foundation
import RunStore
import Synchronization
import TestSupport
import Testing

@Suite struct ClockTests {
    @Test func aSteadyClockCountsFromWhereItWasSet() {
        let elapsed = Mutex(Duration.zero)
        let clock = SteadyClock(start: Timestamp(milliseconds: 1_769_850_000_000)) { elapsed.withLock { $0 } }
        #expect(clock.now == Timestamp(milliseconds: 1_769_850_000_000))
        elapsed.withLock { $0 = .milliseconds(90_061_250) }
        #expect(clock.now == Timestamp(milliseconds: 1_769_940_061_250))
    }

    /// Somebody else's run, recorded before the wall clock was set back.
    @Test func aRunFromTheFutureHasRunForNoTime() {
        let info = RunInfo(script: "a.lua", seed: 1, commandLine: [])
        #expect(info.seconds(now: Timestamp(milliseconds: -60_000)) == 0)
        #expect(info.seconds(now: Timestamp(milliseconds: 60_000)) == 60)
    }
}
