internal import Environments
internal import Rollouts

/// A problem set's beginning; how to talk about the problems stays the same.
struct FirstProblems: TemplatedProblemSet {
    let all: any ProblemSet
    let count: Int
    var name: String { "\(all.name), the first \(count)" }
    var template: any PromptTemplate { (all as? any TemplatedProblemSet)?.template ?? FencedTemplate() }
    func problem(at index: Int) throws -> Problem { try all.problem(at: index) }
}
