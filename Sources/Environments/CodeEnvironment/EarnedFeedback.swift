internal import Rollouts

/// The messages that a batch's failing programs earned, and the draw of one for another problem.
struct EarnedFeedback {
    private struct Message {
        var problem: String
        var text: String
    }
    private let key: RandomKey
    private let bareRetry: String
    /// By turn.
    private var messages: [[Message]] = []

    init(key: RandomKey, bareRetry: String) { (self.key, self.bareRetry) = (key, bareRetry) }

    mutating func add(_ text: String, problem: Problem, turn: Int) {
        while messages.count <= turn { messages.append([]) }
        messages[turn].append(Message(problem: problem.name, text: text))
    }

    /// The message of another problem's row from the latest turn, up to `turn`, that has one.
    func draw(row: Int, problem: Problem, turn: Int) -> String {
        for turn in stride(from: min(turn, messages.count - 1), through: 0, by: -1) {
            let others = messages[turn].filter { $0.problem != problem.name }
            guard !others.isEmpty else { continue }
            var random = RandomKey(
                seed: key.seed, purpose: .feedback, update: Int(key.update), episode: Int(key.episode) + row,
                turn: turn
            ).stream()
            return others[random.below(others.count)].text
        }
        return bareRetry
    }
}
