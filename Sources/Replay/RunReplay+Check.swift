package import Environments
package import RunStore

extension RunReplay {
    /// What a record from before `calls.jsonl` does not say.
    package static let olderThanCalls =
        "the record is older than calls.jsonl: which calls gave metrics and rows their values it does not say, so that they are not checked"

    /// Works one episode out again.
    ///
    /// - Returns: nil when there is none; the episode without its replay when the record does not say what it came from.
    package func episode(
        _ number: Int, of origin: EpisodeOrigin?
    ) throws -> (recorded: RecordedEpisode, replayed: ReplayedEpisode?, report: ReplayReport)? {
        let file = try run.episodes()
        guard let wanted = try file.episode(number, of: origin) else { return nil }
        var report = ReplayReport(), earlier = ReplayReport()
        let groups = try PlayedGroup.groups(of: file, run.calls())
        for group in groups where group.origin.evaluation == wanted.origin.evaluation {
            // What random feedback was drawn from.
            let draws = isRandom(group) && group.origin != wanted.origin
            guard group.origin == wanted.origin || draws else { continue }
            let episodes = try group.episodes(in: file)
            guard let place = episodes.firstIndex(where: { $0.origin == wanted.origin && $0.index == wanted.index })
            else {
                if draws { _ = try replay(episodes, of: group, report: &earlier) }
                continue
            }
            let found = try replay(episodes, of: group, report: &report)?[place]
            if let found { note(wanted, found, in: &report) }
            return (wanted, found, report)
        }
        return (wanted, nil, report)
    }
}
