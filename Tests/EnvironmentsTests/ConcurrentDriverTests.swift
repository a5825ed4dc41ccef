import Environments
import Models
import Rollouts
import Synchronization
import TestSupport
import Testing

/// Conversations at their own pace are those of lockstep.
@Suite struct ConcurrentDriverTests {
    /// Answers late and out of order: each request waits for a time that its key decides.
    private final class LatePolicy: ConcurrentPolicy {
        private let problems = MiniContests.problems(.test, count: 60, seed: 6)
        private let state = Mutex((now: 0, most: 0, order: [Int]()))

        var most: Int { state.withLock(\.most) }
        var order: [Int] { state.withLock(\.order) }

        func reply(to request: ReplyRequest, _ options: ReplyOptions) async throws -> Reply {
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
            var random = request.key.stream()
            try await Task.sleep(for: .microseconds(random.below(3000)))
            state.withLock { state in
                state.now -= 1
                state.order.append(request.conversation)
            }
            return Reply(text(request), version: 3)
        }

        /// A guess that is drawn with the request's key.
        func text(_ request: ReplyRequest) -> String {
            var random = request.key.stream()
            let reading = problems.reading(at: Int(request.key.episode))
            return MiniContests.Reading(parts: reading.parts, using: &random).program.source
        }
    }

    private static func environment(_ feedback: FeedbackKind, _ executor: any Executor) throws -> CodeEnvironment {
        try CodeEnvironment(
            problems: MiniContests.problems(.test, count: 60, seed: 6), executor: executor,
            config: EnvironmentConfig(turns: 4, feedback: .value(feedback), maxTokens: 200))
    }

    @Test(arguments: [FeedbackKind.execution, .random])
    func episodesAreThoseOfLockstep(_ feedback: FeedbackKind) async throws {
        try await OwnThread.run { try Self.compare(feedback) }
    }

    private static func compare(_ feedback: FeedbackKind) throws {
        let environment = try environment(feedback, ScriptedExecutor.miniContests())
        let problems = try (0..<60).map { try environment.problems.problem(at: $0) }
        let late = LatePolicy()
        // What the other policy says, as text: tokens are none of the comparison.
        let scripted = ScriptedPolicy { prompt in
            late.text(ReplyRequest(conversation: prompt.row, messages: [], key: prompt.request.key))
        }
        let warmUp = try environment.rollout(
            policy: scripted, problems: problems, key: RandomKey(seed: 8, purpose: .evaluation, update: 1))
        let key = RandomKey(seed: 8, purpose: .evaluation)
        var together = try environment.rollout(
            policy: scripted, problems: problems, key: key, pool: warmUp.earned)
        for row in together.episodes.indices {
            for turn in together.episodes[row].turns.indices {
                together.episodes[row].turns[turn].prompt = []
                together.episodes[row].turns[turn].answer = []
                together.episodes[row].turns[turn].logProbs = []
                together.episodes[row].turns[turn].value = 0
            }
        }
        for limit in [1, 7, 100] {
            let policy = LatePolicy()
            let apart = try environment.rollout(
                policy: policy, problems: problems, key: key, pool: warmUp.earned, limit: limit)
            #expect(apart.episodes == together.episodes)
            #expect(apart.earned == together.earned && apart.earned.isEmpty == (feedback == .execution))
            #expect(policy.most <= limit)
            if limit == 100 { #expect(policy.most > 7 && policy.order != policy.order.sorted()) }
        }
    }

    @Test func checkersAndFunctionsAreCalledOnTheCallingThread() async throws {
        try await OwnThread.run { try Self.callFunctions() }
    }

    private static func callFunctions() throws {
        // Not sendable, and unguarded: only one thread may touch it.
        var asked = 0
        let environment = try CodeEnvironment(
            problems: MiniContests.problems(.test, count: 60, seed: 6), executor: ScriptedExecutor.miniContests(),
            config: EnvironmentConfig {
                ($0.turns, $0.maxTokens, $0.checker) = (2, 200, ScriptFunction())
                ($0.feedback, $0.reward) = (.function, .function)
            },
            functions: EnvironmentFunctions(
                feedback: { "again \($0.turn)\n" }, reward: { .total(Double($0.turns.count)) },
                checker: { _, test, output in
                    asked += 1
                    return test.expected == output
                }))
        let problems = try (0..<60).map { try environment.problems.problem(at: $0) }
        let rollout = try environment.rollout(
            policy: LatePolicy(), problems: problems, key: RandomKey(seed: 8, purpose: .evaluation), limit: 20)
        #expect(asked > 60)
        #expect(rollout.episodes.allSatisfy { $0.reward == Double($0.turns.count) })
        #expect(Set(rollout.episodes.compactMap { $0.turns[0].feedback }) == ["again 1\n"])
    }

    @Test func errorsAndInterruptsEndIt() async throws {
        try await OwnThread.run { try Self.endEarly() }
    }

    private static func endEarly() throws {
        struct Broken: Error {}
        struct Failing: ConcurrentPolicy {
            func reply(to request: ReplyRequest, _ options: ReplyOptions) async throws -> Reply {
                if request.conversation == 5 { throw Broken() }
                return Reply("wrong")
            }
        }
        struct Silent: ConcurrentPolicy {
            let interrupt: Interrupt
            func reply(to request: ReplyRequest, _ options: ReplyOptions) async throws -> Reply {
                interrupt.request()
                try await Task.sleep(for: .seconds(3600))
                return Reply("late")
            }
        }
        var environment = try environment(.execution, ScriptedExecutor.miniContests())
        let problems = try (0..<9).map { try environment.problems.problem(at: $0) }
        let key = RandomKey(seed: 1, purpose: .tokens)
        #expect(throws: Broken.self) {
            _ = try environment.rollout(policy: Failing(), problems: problems, key: key, limit: 4)
        }
        let interrupt = Interrupt()
        environment.interrupt = interrupt
        let stopped = environment
        #expect(throws: Interrupted.self) {
            _ = try stopped.rollout(policy: Silent(interrupt: interrupt), problems: problems, key: key, limit: 4)
        }
    }
}
