import Foundation
import JSON
import Rollouts
import RunStore
import TestSupport
import Testing

@Suite struct EpisodeTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func episodesComeBackWhole() throws {
        let run = try Make.run(in: folder)
        try run.episodes([Make.episode(1), Make.episode(2)], origin: .update(1))
        var spoken = Make.episode(3)
        (spoken.turns[0].text, spoken.turns[0].stop, spoken.turns[1].stop) = ("an answer", .end, .length)
        spoken.end = .context
        try run.episodes([spoken], origin: .update(1))
        try run.episodes([Make.episode(4)], origin: .evaluation("base"))
        try run.episodes([], origin: .update(2))
        try run.episodes([Make.episode(5)], origin: .samples("base", .independent))
        try run.episodes([Make.episode(6)], origin: .samples("base", .warmUp))
        let file = try RunReader(folder: run.folder).episodes()
        #expect(file.count == 6)
        #expect(
            file.origins.map(\.origin) == [
                .update(1), .evaluation("base"), .samples("base", .independent), .samples("base", .warmUp),
            ])
        #expect(file.origins.map(\.count) == [3, 1, 1, 1])
        for number in [1, 2, 4, 5, 6] { #expect(try file.episode(number)?.episode == Make.episode(number)) }
        let third = try #require(try file.episode(3, of: .update(1)))
        #expect(third.index == 3)
        #expect(third.episode == spoken)
        #expect(try file.episode(1, of: .evaluation("base"))?.episode == Make.episode(4))
        #expect(try file.episode(0) == nil)
        #expect(try file.episode(7) == nil)
        #expect(try file.episode(1, of: .update(9)) == nil)
        var names: [String] = []
        try file.forEach(of: .update(1)) { names.append($0.episode.problem.name) }
        #expect(names == ["p-1", "p-2", "p-3"])
    }

    /// A cluster is written where it does not follow from the rest, so that records from before there were clusters read the same.
    @Test func clustersComeBack() throws {
        let run = try Make.run(in: folder)
        var problems = ["alone", "codeforces/1", "minicontests/test/3", "minicontests/4"].map { name in
            Problem(name: name, statement: "Read a list.\n- keep all\n- sort\n", publicTests: [], privateTests: [])
        }
        problems[1].cluster = "codeforces"
        problems[2].cluster = "keep all; sort"
        problems[3].cluster = "others"
        try run.episodes(problems.map { Episode(problem: $0) }, origin: .update(1))
        var (clusters, written): ([String], [Bool]) = ([], [])
        try RunReader(folder: run.folder).episodes().forEach { recorded in
            clusters.append(recorded.episode.problem.cluster)
            written.append(recorded.json["problem"]?["cluster"] != nil)
        }
        #expect(clusters == problems.map(\.cluster))
        #expect(written == [false, true, false, true])
    }

    /// More than one batch holds: 200 episodes of 200 KB.
    @Test func manyLongEpisodesAreCutIntoBatches() throws {
        let run = try Make.run(in: folder)
        let episodes = (0..<200).map { number in
            var episode = Make.episode(number)
            episode.turns[0].feedback = String(repeating: "\(number) ", count: 50_000)
            return episode
        }
        try run.episodes(episodes, origin: .update(1))
        let file = try RunReader(folder: run.folder).episodes()
        #expect(file.batches.count > 1)
        #expect(file.count == 200)
        #expect(try file.episode(200)?.episode == episodes[199])
    }
}
