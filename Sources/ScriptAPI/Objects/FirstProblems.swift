internal import Environments
internal import Rollouts

/// A problem set's beginning; how to talk about the problems stays the same.
struct FirstProblems: StyledProblemSet {
    let all: any ProblemSet
    let count: Int
    var name: String { "\(all.name), the first \(count)" }
    var style: any ConversationStyle { (all as? any StyledProblemSet)?.style ?? FencedStyle() }
    func problem(at index: Int) throws -> Problem { try all.problem(at: index) }
}
