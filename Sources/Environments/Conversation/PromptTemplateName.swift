package import Rollouts

/// The ways of talking about problems, by the names that scripts and records use.
package enum PromptTemplateName: String, NamedSetting {
    /// The short form of the built-in domain.
    case minicontests
    /// Prose with a program in a code fence.
    case fenced
    /// Prose with a function in a code fence.
    case functions

    package var template: any PromptTemplate {
        switch self {
        case .minicontests: MiniContests.Template()
        case .fenced: FencedTemplate()
        case .functions: FunctionTemplate()
        }
    }

    /// How problems of a set are talked about; nil for a way that has no name.
    package init?(of problems: any ProblemSet) {
        switch (problems as? any TemplatedProblemSet)?.template {
        case is MiniContests.Template: self = .minicontests
        case is FunctionTemplate: self = .functions
        case nil, is FencedTemplate: self = .fenced
        default: return nil
        }
    }
}
