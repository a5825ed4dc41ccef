import JSON
import ServedModels
import TestSupport
import Testing

/// How long is waited before a request is sent again: it follows from the attempt and from what the server asks for alone.
@Suite struct PauseTests {
    @Test func `pauses double up to the longest, and Retry-After is a lower bound`() throws {
        var model = ServedModel(address: try ServerAddress("http://host"), name: "m")
        (model.backoff, model.longestPause) = (.milliseconds(500), .seconds(10))
        let pauses = (2...9).map { model.pause(before: $0, asked: nil) / .seconds(1) }
        #expect(pauses == [0.5, 1, 2, 4, 8, 10, 10, 10])
        #expect(model.pause(before: 2, asked: .seconds(3)) == .seconds(3))
        #expect(model.pause(before: 5, asked: .seconds(3)) == .seconds(4))
        #expect(model.pause(before: 2, asked: .seconds(86_400)) == .seconds(10))
        #expect(model.pause(before: 1_000_000, asked: nil) == .seconds(10))
    }

    @Test func `Retry-After is seconds or a date`() {
        // RFC 9110's own example of a date, and a minute before it.
        let date = "Fri, 31 Dec 1999 23:59:59 GMT", now = 946_684_799.0 - 60
        #expect(Server.pause("120", now: now) == .seconds(120))
        #expect(Server.pause(date, now: now) == .seconds(60))
        #expect(Server.pause(date, now: now + 100) == .zero)
        for nonsense in ["", "-5", "nan", "soon"] { #expect(Server.pause(nonsense, now: now) == nil) }
    }
}
