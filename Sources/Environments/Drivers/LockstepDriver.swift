internal import Rollouts

/// Moves conversations turn by turn, all of them together: the policy answers a batch, and their programs are judged as a batch. For a
/// policy in this process, which answers many rows for little more than one.
struct LockstepDriver {
    let judge: ProgramJudge
    /// Looked at before each turn.
    let interrupt: Interrupt

    /// Plays conversations to their end.
    ///
    /// - Parameter reply: answers all requests of a turn, in their order.
    func play(_ conversations: inout [Conversation], reply: ([ReplyRequest]) throws -> [Reply]) throws {
        while true {
            let asking = conversations.indices.filter { conversations[$0].isAsking }
            guard !asking.isEmpty else { return }
            try interrupt.check()
            let replies = try reply(asking.map { conversations[$0].request($0) })
            guard replies.count == asking.count else {
                throw IncompleteBatch(asked: asking.count, got: replies.count, what: "answers")
            }
            for (index, reply) in zip(asking, replies) { try conversations[index].answer(reply) }
            try judge.judge(&conversations)
        }
    }
}
