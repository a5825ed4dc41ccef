package import Rollouts

/// What became of one answer.
package enum AnswerOutcome: Sendable, Hashable {
    /// Its program passed all tests.
    case solved
    /// It passed the public tests, which ended the conversation, and failed a private one.
    case onlyPublic
    /// It failed a public test.
    case failed(Verdict)
    /// There was no program in it.
    case noProgram

    /// In the order in which tables have them.
    package static let all: [AnswerOutcome] =
        [.solved, .onlyPublic] + Verdict.allCases.filter { $0 != .accepted }.map { .failed($0) } + [.noProgram]

    /// What tables call it: a verdict by its own name.
    package var label: String {
        switch self {
        case .solved: "solved"
        case .onlyPublic: "passed public tests only"
        case .failed(let verdict): verdict.rawValue
        case .noProgram: Verdict.missing
        }
    }

    /// Whether it failed in public, so that the policy was told, or could have been.
    package var isError: Bool {
        switch self {
        case .solved, .onlyPublic: false
        case .failed, .noProgram: true
        }
    }
}

extension ConversationRecord {
    /// What became of the answer of turn `index`, from 0.
    package func outcome(ofTurn index: Int) -> AnswerOutcome {
        switch turns[index].verdict {
        case nil: .noProgram
        case .accepted?: index == turns.count - 1 && solved ? .solved : .onlyPublic
        case let verdict?: .failed(verdict)
        }
    }
}
