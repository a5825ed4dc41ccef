internal import LuaHost
internal import Rollouts

/// What scripts call the ways to compare outputs.
enum ComparisonChoice: String, LuaChoice {
    case tokens, exact, floats, asserts

    var comparison: OutputComparison {
        switch self {
        case .tokens: .tokens
        case .exact: .exact
        case .floats: .floats
        case .asserts: .asserts
        }
    }

    /// What scripts call a comparison of a problem; nil for one that they cannot choose.
    init?(_ comparison: OutputComparison) {
        guard let choice = Self.allCases.first(where: { $0.comparison == comparison }) else { return nil }
        self = choice
    }
}
