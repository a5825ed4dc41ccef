package import Rollouts

/// The ways of talking about problems, by the names that scripts and records use.
package enum StyleName: String, NamedSetting {
    /// The short form of the built-in domain.
    case minicontests
    /// Prose with a program in a code fence.
    case fenced
    /// Prose with a function in a code fence.
    case functions

    package var style: any ConversationStyle {
        switch self {
        case .minicontests: MiniContests.Style()
        case .fenced: FencedStyle()
        case .functions: FunctionStyle()
        }
    }

    /// How problems of a set are talked about; nil for a way that has no name.
    package init?(of problems: any ProblemSet) {
        switch (problems as? any StyledProblemSet)?.style {
        case is MiniContests.Style: self = .minicontests
        case is FunctionStyle: self = .functions
        case nil, is FencedStyle: self = .fenced
        default: return nil
        }
    }
}
