internal import JSON
internal import Rollouts
internal import RunStore
internal import ServedModels
internal import Synchronization

/// What servers have answered a run: each answer is in `answers.jsonl` before the script, or an evaluation, gets it.
///
/// A resumed run takes from there what had come after its restart point; a rerun with recorded answers takes all of them from the run that it
/// runs again, and asks nobody. Answers to the same request of the same call are taken in the order in which they came.
final class AnswerBook: Sendable {
    private struct State: Sendable {
        /// Answers that nobody has taken yet.
        var waiting: [AskedAnswer: [(answer: ServedAnswer, policy: Int)]] = [:]
        /// What was asked at a place, for saying what is another.
        var known: [String: AskedAnswer] = [:]
        /// By the policy's number.
        var usage: [Int: TokenUsage] = [:]
    }
    private let state = Mutex(State())
    private let writer: RunWriter
    /// The run whose answers stand for those of servers; nil where servers are asked.
    let source: String?

    /// The answers of a run that begins, or that goes on at `point`.
    init(_ writer: RunWriter, from point: RestartPoint?) throws {
        (self.writer, source) = (writer, nil)
        try writer.recordedAnswers(from: point) { line, isUsed in
            guard let (asked, answer, policy) = Self.parse(line) else { return }
            state.withLock { state in
                if isUsed {
                    state.usage[policy, default: TokenUsage()].add(answer)
                } else {
                    state.waiting[asked, default: []].append((answer, policy))
                }
            }
        }
    }

    /// The answers of `run` in place of those of servers.
    init(_ writer: RunWriter, answersOf run: RunReader) throws {
        (self.writer, source) = (writer, run.info.id)
        try run.answers { line in
            guard let (asked, answer, policy) = Self.parse(line) else { return }
            state.withLock { state in
                state.waiting[asked, default: []].append((answer, policy))
                state.known[asked.scope + "/" + asked.place] = asked
            }
        }
    }

    /// What a policy has taken so far.
    func usage(of policy: Int) -> TokenUsage { state.withLock { $0.usage[policy] ?? TokenUsage() } }

    /// An answer that waits, which is taken now.
    fileprivate func take(_ asked: AskedAnswer, for policy: Int) throws -> ServedAnswer? {
        let (answer, known) = state.withLock { state -> (ServedAnswer?, AskedAnswer?) in
            guard var list = state.waiting[asked], !list.isEmpty else {
                return (nil, state.known[asked.scope + "/" + asked.place])
            }
            let answer = list.removeFirst().answer
            state.waiting[asked] = list
            state.usage[policy, default: TokenUsage()].add(answer)
            return (answer, nil)
        }
        guard let source else { return answer }
        guard let answer else { throw MissingAnswer(asked: asked, known: known, run: source) }
        try write(answer, to: asked, of: policy)
        return answer
    }

    fileprivate func add(_ answer: ServedAnswer, to asked: AskedAnswer, of policy: Int) throws {
        try write(answer, to: asked, of: policy)
        state.withLock { $0.usage[policy, default: TokenUsage()].add(answer) }
    }

    private func write(_ answer: ServedAnswer, to asked: AskedAnswer, of policy: Int) throws {
        var line: JSONObject = [
            "scope": .string(asked.scope), "place": .string(asked.place), "policy": .int(policy),
            "settings": .string(asked.settings), "context": .string(asked.context),
        ]
        line.merge(answer.json)
        try writer.answer(line)
    }

    private static func parse(_ line: JSONObject) -> (asked: AskedAnswer, answer: ServedAnswer, policy: Int)? {
        guard let scope = line["scope"]?.string, let place = line["place"]?.string,
            let settings = line["settings"]?.string, let context = line["context"]?.string,
            let policy = line["policy"]?.int, let answer = ServedAnswer(line)
        else { return nil }
        return (AskedAnswer(scope: scope, place: place, settings: settings, context: context), answer, policy)
    }
}

/// The book as one policy uses it.
struct PolicyAnswers: AnswerRecord {
    let book: AnswerBook
    /// The policy's number.
    let policy: Int

    func recorded(_ asked: AskedAnswer) throws -> ServedAnswer? { try book.take(asked, for: policy) }
    func record(_ answer: ServedAnswer, to asked: AskedAnswer) throws { try book.add(answer, to: asked, of: policy) }
}

/// A request that a recorded run had not made.
struct MissingAnswer: Error, CustomStringConvertible {
    let description: String

    init(asked: AskedAnswer, known: AskedAnswer?, run: String) {
        let place = asked.place.split(separator: "/").compactMap { Int($0) }
        let spot =
            place.count == 4
            ? "\(asked.scope), sample \(place[1] % (1 << 24) + 1) of problem \(place[2] + 1), turn \(place[3] + 1)"
            : asked.scope
        let reason =
            if let known {
                known.context != asked.context
                    ? "it was asked something else there: what the tests or the script said before differs"
                    : known.settings != asked.settings
                        ? "it was asked with other settings there" : "it was asked there fewer times"
            } else {
                "it was never asked there"
            }
        description = "\(run) has no answer for \(spot): \(reason)"
    }
}
