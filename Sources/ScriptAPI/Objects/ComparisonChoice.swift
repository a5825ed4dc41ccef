internal import LuaHost
internal import Rollouts

/// What scripts call the ways to compare outputs.
enum ComparisonChoice: String, LuaChoice {
    case tokens, exact, floats

    var comparison: OutputComparison {
        switch self {
        case .tokens: .tokens
        case .exact: .exact
        case .floats: .floats
        }
    }
}
