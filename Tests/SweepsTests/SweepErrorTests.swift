import Sweeps
import Testing

@Suite struct SweepErrorTests {
    @Test func anErrorIsItsSentence() {
        #expect("\(SweepError("there is no sweep \"a\""))" == "there is no sweep \"a\"")
    }
}
