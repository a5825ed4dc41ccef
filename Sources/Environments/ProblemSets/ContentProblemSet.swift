internal import Disk
package import Rollouts

/// A problem set that is told from others by what it holds.
package protocol ContentProblemSet: TemplatedProblemSet {
    /// A SHA-256: equal for two sets that hold the same problems in the same order.
    var content: String { get }
    /// What is known of the problem at `index` before it is read.
    func entry(at index: Int) throws -> ProblemStore.Entry
    /// What of its file cannot be used.
    var leftOut: [LeftOutProblem] { get }
    /// Whether clusters of its problems are drawn together in the intervals of an evaluation.
    var hasGroups: Bool { get }
}

extension ContentProblemSet {
    package var leftOut: [LeftOutProblem] { [] }
}

/// A row of a file that cannot be used, and why.
package struct LeftOutProblem: Sendable, Hashable, CustomStringConvertible {
    package let name: String
    /// A clause on one line: `has no public tests`.
    package let reason: String

    init(_ name: String, _ reason: String) {
        self.name = name
        let line = reason.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) } ?? ""
        let text = line.trimmed
        self.reason = text.count > 200 ? text.prefix(199) + "…" : String(text)
    }

    package var description: String { "\(name) \(reason)" }
}

extension Sequence<ProblemStore.Entry> {
    /// The hash of a set of these problems, in this order.
    var content: String {
        var hash = ContentHash()
        for entry in self { hash.add(entry.content) }
        return hash.hexadecimal()
    }
}

/// Problems of other sets, in an order of its own: what `filter`, `slice`, `shuffle`, `concat` and `split` make.
package struct ChosenProblems: ContentProblemSet {
    package let name: String
    package let template: any PromptTemplate
    package let content: String
    package let hasGroups: Bool
    private let sets: [any ContentProblemSet]
    /// Which set, and which of its problems.
    private let places: [(set: Int, index: Int)]

    /// The problems at these places of sets that are talked about in one way.
    package init(_ name: String, of sets: [any ContentProblemSet], at places: [(set: Int, index: Int)]) throws {
        precondition(!sets.isEmpty)
        (self.name, template) = (name, sets[0].template)
        // What is chosen of what was chosen leads to the first sets at once.
        var flat: [any ContentProblemSet] = [], first: [Int] = []
        for set in sets {
            first.append(flat.count)
            flat += (set as? ChosenProblems)?.sets ?? [set]
        }
        self.sets = flat
        self.places = places.map { place in
            guard let chosen = sets[place.set] as? ChosenProblems else { return (first[place.set], place.index) }
            let inner = chosen.places[place.index]
            return (first[place.set] + inner.set, inner.index)
        }
        hasGroups = flat.contains { $0.hasGroups }
        content = try self.places.map { try flat[$0.set].entry(at: $0.index) }.content
    }

    package var count: Int { places.count }
    package func problem(at index: Int) throws -> Problem {
        guard places.indices.contains(index) else {
            throw ProblemIndexError(index: index, set: name, count: count)
        }
        return try sets[places[index].set].problem(at: places[index].index)
    }
    package func entry(at index: Int) throws -> ProblemStore.Entry {
        try sets[places[index].set].entry(at: places[index].index)
    }
}

extension MiniContests.Problems: ContentProblemSet {
    /// Of what is generated the recipe is hashed: the name, which says what is left out, the seed and the number.
    package var content: String {
        var hash = ContentHash()
        for text in ["minicontests", name, "\(seed)", "\(count)"] { hash.add(text) }
        return hash.hexadecimal()
    }
    package func entry(at index: Int) throws -> ProblemStore.Entry {
        let problem = try problem(at: index)
        return ProblemStore.Entry(problem)
    }
    /// Its own intervals count problems, as ever; `assay analyze` draws the compositions.
    package var hasGroups: Bool { false }
}
