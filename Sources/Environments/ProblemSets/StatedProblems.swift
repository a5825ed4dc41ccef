package import Rollouts

/// Problems that somebody stated one by one: a script, or what it made of others.
package struct StatedProblems: ContentProblemSet {
    package let name: String
    package let template: any PromptTemplate
    package let content: String
    private let store: ProblemStore

    /// The problems of a store that is not empty.
    package init(_ name: String, _ store: ProblemStore, template: any PromptTemplate = FencedTemplate()) {
        precondition(!store.entries.isEmpty)
        (self.name, self.store, self.template, content) = (name, store, template, store.entries.content)
    }

    package var count: Int { store.entries.count }
    package var hasGroups: Bool { store.hasGroups }
    package func entry(at index: Int) throws -> ProblemStore.Entry { store.entries[index] }
    package func problem(at index: Int) throws -> Problem {
        guard store.entries.indices.contains(index) else {
            throw ProblemIndexError(index: index, set: name, count: count)
        }
        return try store.problem(at: index)
    }
}
