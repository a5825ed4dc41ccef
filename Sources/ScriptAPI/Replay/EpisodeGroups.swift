internal import RunStore

/// The episodes of a record in the order in which they were played, those of one update or evaluation together.
enum EpisodeGroups {
    /// Calls `body` with each group.
    ///
    /// - Parameter origin: the only one wanted; nil for all.
    static func forEach(
        of run: RunReader, origin: EpisodeOrigin? = nil, _ body: ([RecordedEpisode]) throws -> Void
    ) throws {
        var group: [RecordedEpisode] = []
        func end() throws {
            if !group.isEmpty { try body(group) }
            group = []
        }
        try run.episodes().forEach(of: origin) { episode in
            if let last = group.last, last.origin != episode.origin || last.environment != episode.environment {
                try end()
            }
            group.append(episode)
        }
        try end()
    }
}
