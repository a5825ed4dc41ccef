package import Rollouts

/// Where the answers of servers are kept: each is there before it is used.
package protocol AnswerRecord: Sendable {
    /// The answer that the record has for a request; nil where it must be asked for.
    ///
    /// - Throws: where requests are not asked and the record has none.
    func recorded(_ asked: AskedAnswer) throws -> ServedAnswer?
    /// Records an answer. What the script gets comes after.
    func record(_ answer: ServedAnswer, to asked: AskedAnswer) throws
}

/// A served model as one call of the script asks it: each answer comes from the record, or goes there first.
package struct ServedPolicy: ConcurrentPolicy {
    private let server: Server
    private let scope: String
    private let record: any AnswerRecord
    let interrupt: Interrupt

    /// - Parameter scope: what the call is called in the record; no two calls that may ask the same share a name.
    package init(_ server: Server, scope: String, record: any AnswerRecord, interrupt: Interrupt) {
        (self.server, self.scope, self.record, self.interrupt) = (server, scope, record, interrupt)
    }

    package func reply(to request: ReplyRequest, _ options: ReplyOptions) async throws -> Reply {
        try await answer(ServedRequest(.messages(request.messages), options: options, key: request.key)).reply
    }

    /// - Throws: `ServedError`, `CancellationError`, and what the record throws.
    package func answer(_ request: ServedRequest) async throws -> ServedAnswer {
        let asked = request.asked(server.model, in: scope)
        if let known = try record.recorded(asked) { return known }
        let answer = try await server.answer(request, interrupt: interrupt)
        try record.record(answer, to: asked)
        return answer
    }
}
