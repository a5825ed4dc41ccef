import Environments
import Rollouts
import TestSupport
import Testing

/// The machine by itself: no policy, no executor.
@Suite struct ConversationTests {
    private func conversation(_ change: (inout EnvironmentConfig) -> Void = { _ in }) throws -> Conversation {
        try Conversation(
            about: .fixture(0),
            rules: ConversationRules(config: EnvironmentConfig(change), template: MiniContests.Template()),
            pool: FeedbackPool(), key: RandomKey(seed: 3, purpose: .tokens, update: 4, episode: 5))
    }

    private func judge(_ conversation: inout Conversation) throws {
        guard case .judge(let submission) = conversation.state else {
            Issue.record("no program waits")
            return
        }
        try conversation.judged(ScriptedExecutor.words().judge([submission])[0])
    }

    @Test func itAsksJudgesAsksAgainAndIsDone() throws {
        var talk = try conversation()
        #expect(talk.state == .ask && talk.messages == [Message(.user, "Solve 0.\n")])
        #expect(talk.request(7).key == RandomKey(seed: 3, purpose: .tokens, update: 4, episode: 5))
        try talk.answer(Reply("wrong"))
        try judge(&talk)
        #expect(talk.state == .ask)
        let told = "Wrong answer.\ninput: in0.0\nexpected: out0.0\ngot: wrong of in0.0\n"
        #expect(talk.messages == [Message(.user, "Solve 0.\n"), Message(.assistant, "wrong"), Message(.user, told)])
        #expect(talk.request(7).key.turn == 1 && talk.request(7).conversation == 7)
        try talk.answer(Reply("right"))
        try judge(&talk)
        #expect(talk.state == .done)
        let episode = try talk.paid()
        #expect(episode.end == .passed && episode.solved && episode.turns.map(\.reward) == [0, 1])
        #expect(talk.judgements.map { $0?.verdict } == [.wrongAnswer, .accepted])
    }

    @Test func aWindowForgetsWhatLiesBetween() throws {
        var talk = try conversation { ($0.turns, $0.window) = (6, 1) }
        for word in ["wrong 1", "wrong 2"] {
            try talk.answer(Reply(word))
            try judge(&talk)
        }
        #expect(talk.messages.map(\.text).prefix(2) == ["Solve 0.\n", "wrong 2"] && talk.messages.count == 3)
    }

    @Test func whyAnAnswerEndedDecides() throws {
        for stop in [StopReason.length, .malformed] {
            var talk = try conversation { $0.turns = 1 }
            try talk.answer(Reply("right", stop: stop))
            #expect(talk.state == .done && talk.episode.turns[0].program == nil && talk.episode.turns[0].stop == stop)
        }
    }

    @Test func aFullContextEndsIt() throws {
        var talk = try conversation()
        try talk.answer(Reply("wrong"))
        try judge(&talk)
        try talk.answer(Reply("", stop: .context))
        #expect(talk.state == .done && talk.episode.turns.count == 1)
        let episode = try talk.paid()
        #expect(episode.end == .context && !episode.solved && episode.reward == -1)
        // Not even its statement fits.
        var long = try conversation()
        try long.answer(Reply("", stop: .context))
        #expect(try long.paid().turns.isEmpty && long.state == .done)
        #expect(EpisodeTally(long.episode).beginsInvalid && EpisodeTally(long.episode).turns == 0)
    }
}
