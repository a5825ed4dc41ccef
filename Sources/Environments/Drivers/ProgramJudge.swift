internal import Rollouts

/// Has programs judged for conversations that wait for it.
struct ProgramJudge {
    /// What may leave the thread that plays the episodes.
    let runner: ProgramRunner
    private let checker: Checker?

    init(executor: any Executor, rules: ConversationRules) {
        runner = ProgramRunner(executor: executor)
        checker = rules.config.checker.flatMap { _ in rules.functions.checker }
    }

    /// Judges every conversation that waits, a batch after another, until none does.
    func judge(_ conversations: inout [Conversation]) throws {
        while true {
            let waiting = conversations.indices.filter { conversations[$0].submission != nil }
            guard !waiting.isEmpty else { return }
            let judgements = try runner.run(waiting.compactMap { request(conversations[$0]) })
            for (index, judgement) in zip(waiting, judgements) { try tell(&conversations[index], judgement) }
        }
    }

    /// What is to run for a conversation; nil when it does not wait.
    func request(_ conversation: Conversation) -> Submission? {
        checker == nil ? conversation.submission : conversation.submission?.unchecked
    }

    /// Tells a conversation what became of its request; the checker is asked on the calling thread.
    func tell(_ conversation: inout Conversation, _ judgement: Judgement) throws {
        guard let checker, let submission = conversation.submission else { return try conversation.judged(judgement) }
        let problem = conversation.episode.problem
        try conversation.judged(submission.checked(judgement) { try checker(problem, $0, $1) })
    }
}

/// Runs what conversations wait for, on whatever thread.
struct ProgramRunner: Sendable {
    let executor: any Executor

    func run(_ requests: [Submission]) throws -> [Judgement] {
        let judgements = try executor.judge(requests)
        guard judgements.count == requests.count else {
            throw IncompleteBatch(asked: requests.count, got: judgements.count, what: "judgements")
        }
        return judgements
    }
}

/// A policy or an executor that did not answer for everything it was asked.
package struct IncompleteBatch: Error, CustomStringConvertible {
    package var asked: Int
    package var got: Int
    package var what: String

    package var description: String { "got \(got) \(what) for a batch of \(asked): there must be one for each" }
}
