import Rollouts
import Testing

@Suite struct InterruptTests {
    /// In a process of its own: the request is seen by everything that runs beside it.
    @Test func checksThrowFromARequestToItsClearing() async {
        await #expect(processExitsWith: .success) {
            try Interrupt.check()
            Interrupt.request()
            #expect(throws: Interrupted.self) { try Interrupt.check() }
            Interrupt.clear()
            try Interrupt.check()
        }
    }
}
