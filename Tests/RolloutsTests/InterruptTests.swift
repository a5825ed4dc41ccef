import Rollouts
import Synchronization
import Testing

@Suite struct InterruptTests {
    @Test func checksThrowFromARequestToItsClearing() throws {
        let interrupt = Interrupt(), other = Interrupt()
        try interrupt.check()
        interrupt.request()
        #expect(throws: Interrupted.self) { try interrupt.check() }
        try other.check()
        interrupt.clear()
        try interrupt.check()
    }

    @Test func listenersHearOfEachRequestAlsoOfOneBefore() {
        let interrupt = Interrupt(), heard = Atomic(0)
        interrupt.onRequest { heard.add(1, ordering: .relaxed) }
        #expect(heard.load(ordering: .relaxed) == 0)
        interrupt.request()
        #expect(heard.load(ordering: .relaxed) == 1)
        interrupt.onRequest { heard.add(10, ordering: .relaxed) }
        #expect(heard.load(ordering: .relaxed) == 11)
    }
}
