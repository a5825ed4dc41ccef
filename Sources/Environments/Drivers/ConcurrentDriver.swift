internal import Dispatch
internal import Rollouts
internal import Synchronization

/// Moves each conversation at its own pace, with many in flight: for a policy behind a server, which answers when it can.
///
/// Conversations stay with the calling thread, and so do the functions of the script. Answers are awaited in tasks; programs that are
/// waiting are judged as a batch on a thread of their own, meanwhile the policy goes on answering. What a conversation becomes depends
/// on nothing but itself, and results stand in the order asked: the episodes are those of `LockstepDriver`, to the bit. Only the order
/// in which functions of the script are called is the clock's.
struct ConcurrentDriver {
    let judge: ProgramJudge
    let interrupt: Interrupt
    /// The most conversations that have begun and are not over.
    let limit: Int

    private enum Event: Sendable {
        case reply(Int, Result<Reply, any Error>)
        case judged([Int], Result<[Judgement], any Error>)
    }

    /// Plays conversations to their end. Blocks the calling thread, which must not be one that tasks run on: on two cores, two callers would
    /// leave none for the answers that they wait for.
    func play(_ conversations: inout [Conversation], policy: any ConcurrentPolicy, options: ReplyOptions) throws {
        precondition(
            withUnsafeCurrentTask { $0 == nil }, "conversations at their own pace need a thread that is no task's")
        let events = Mailbox<Event>()
        var waiting = conversations.indices.makeIterator(), inFlight = 0, isJudging = false
        /// Those whose programs wait for the executor.
        var pending: [Int] = []
        var tasks: [Int: Task<Void, Never>] = [:]
        defer { for task in tasks.values { task.cancel() } }

        func ask(_ index: Int, _ request: ReplyRequest) {
            tasks[index] = Task.detached {
                do {
                    events.put(.reply(index, .success(try await policy.reply(to: request, options))))
                } catch {
                    events.put(.reply(index, .failure(error)))
                }
            }
        }
        func goOn(_ index: Int) {
            if conversations[index].isAsking {
                ask(index, conversations[index].request(index))
            } else if conversations[index].submission != nil {
                pending.append(index)
            } else {
                inFlight -= 1
            }
        }
        while true {
            while inFlight < limit, let next = waiting.next() {
                inFlight += 1
                goOn(next)
            }
            if !isJudging, !pending.isEmpty {
                (isJudging, pending) = (true, pending.sorted())
                let (indices, requests) = (pending, pending.compactMap { judge.request(conversations[$0]) })
                pending = []
                DispatchQueue.global().async { [runner = judge.runner] in
                    events.put(.judged(indices, Result { try runner.run(requests) }))
                }
            }
            if inFlight == 0 { return }
            switch try events.take(interrupt) {
            case .reply(let index, let reply):
                tasks[index] = nil
                try conversations[index].answer(reply.get())
                goOn(index)
            case .judged(let indices, let judgements):
                isJudging = false
                for (index, judgement) in zip(indices, try judgements.get()) {
                    try judge.tell(&conversations[index], judgement)
                    goOn(index)
                }
            }
        }
    }
}

/// What other threads send to one that waits.
private final class Mailbox<Event: Sendable>: Sendable {
    private let events = Mutex<[Event]>([])
    private let arrived = DispatchSemaphore(value: 0)

    func put(_ event: Event) {
        events.withLock { $0.append(event) }
        arrived.signal()
    }

    /// The next event, in the order of arrival.
    ///
    /// - Throws: `Interrupted`.
    func take(_ interrupt: Interrupt) throws -> Event {
        while arrived.wait(timeout: .now() + .milliseconds(100)) == .timedOut { try interrupt.check() }
        try interrupt.check()
        return events.withLock { $0.removeFirst() }
    }
}
