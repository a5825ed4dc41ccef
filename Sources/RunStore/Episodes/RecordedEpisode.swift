package import Rollouts

/// An episode and its place in the record.
package struct RecordedEpisode: Sendable, Equatable {
    package var origin: EpisodeOrigin
    /// Its number among the episodes of its origin, from 1.
    package var index: Int
    package var episode: Episode
    /// Which of the run's environments it came from, counted from 1; nil in old records.
    package var environment: Int?
}
