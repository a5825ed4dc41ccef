internal import Environments
internal import LuaHost
internal import Rollouts

/// What the policy is told after a failure.
enum FeedbackKind: String, LuaChoice { case execution, random, none }

extension FeedbackRule {
    /// A script's choice: one of the kinds, or a function of the attempt.
    init(_ choice: LuaEither<FeedbackKind, LuaCallback>, journal: CallJournal) {
        switch choice {
        case .first(.execution): self = .execution
        case .first(.random): self = .random
        case .first(.none): self = .none
        case .second(let function):
            self = .custom { try journal.function("feedback", function, $0.luaTable, as: String.self) }
        }
    }
}
