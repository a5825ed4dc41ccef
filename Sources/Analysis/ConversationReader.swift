internal import JSON
internal import Rollouts
internal import RunStore

/// Collects recorded conversations by problem. A record may come from anybody: what would fill the memory is refused.
struct ConversationReader {
    private static let (mostConversations, mostTurns, mostNameBytes) = (1 << 21, 1 << 23, 1 << 26)
    /// The most programs that an environment allows a conversation.
    private static let longest = 100
    /// Bytes of programs that are compared with each other.
    private static let mostComparedBytes = 1 << 30

    /// How errors name what is read: `evaluation "test" of rlef-7f3a`.
    let place: String
    let comparesPrograms: Bool
    /// In the order in which they were posed.
    private(set) var problems: [EvaluatedProblem] = []
    private var places: [String: Int] = [:]
    private var counts = (conversations: 0, turns: 0, nameBytes: 0, comparedBytes: 0)
    /// As the environment's settings say it, and as it was seen.
    private var limit: Int?, seen = 1

    init(place: String, comparesPrograms: Bool) { (self.place, self.comparesPrograms) = (place, comparesPrograms) }

    /// The most programs that a conversation could have; of records that do not say, the most that one had.
    var turns: Int { max(limit ?? 1, seen) }

    /// Adds a conversation to those about its problem.
    ///
    /// - Throws: `AnalysisError` for what no record of ours has.
    mutating func take(_ recorded: RecordedEpisode, of info: RunInfo) throws {
        let episode = recorded.episode
        guard (1...Self.longest).contains(episode.turns.count) else {
            throw AnalysisError(
                "\(place) has a conversation of \(episode.turns.count) turns; 1 to \(Self.longest) are possible")
        }
        counts.conversations += 1
        counts.turns += episode.turns.count
        if comparesPrograms { counts.comparedBytes += episode.turns.reduce(0) { $0 + ($1.program?.utf8.count ?? 0) } }
        try check(counts.conversations, Self.mostConversations, "conversations")
        try check(counts.turns, Self.mostTurns, "turns")
        try check(counts.comparedBytes, Self.mostComparedBytes, "bytes of programs")
        let index = try index(of: episode.problem)
        let conversation = ConversationRecord(episode, comparesPrograms: comparesPrograms)
        if case .samples = recorded.origin { return problems[index].independent.append(conversation) }
        problems[index].conversations.append(conversation)
        seen = max(seen, conversation.turns.count)
        if limit == nil, let number = recorded.environment, info.environments.indices.contains(number &- 1),
            let turns = info.environments[number &- 1]["turns"]?.int, (1...Self.longest).contains(turns)
        {
            limit = turns
        }
    }

    private mutating func index(of problem: Problem) throws -> Int {
        if let index = places[problem.name] { return index }
        counts.nameBytes += problem.name.utf8.count + problem.cluster.utf8.count
        try check(counts.nameBytes, Self.mostNameBytes, "bytes of names")
        places[problem.name] = problems.count
        problems.append(EvaluatedProblem(name: problem.name, cluster: problem.cluster))
        return problems.count - 1
    }

    private func check(_ count: Int, _ most: Int, _ what: String) throws {
        guard count > most else { return }
        throw AnalysisError("\(place) has more than the \(most) \(what) that are read")
    }
}
