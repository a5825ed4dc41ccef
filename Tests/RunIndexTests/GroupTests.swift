import JSON
import RunIndex
import RunStore
import TestSupport
import Testing

@Suite struct GroupTests {
    private let folder: TemporaryFolder
    private let index: RunIndex

    /// Two settings with seeds 1 to 5, and a run that measured nothing.
    init() throws {
        folder = try TemporaryFolder()
        let rates: [Int: [Double]] = [3: [0.61, 0.64, 0.58, 0.66, 0.62], 5: [0.7, 0.7, 0.7, 0.7, 0.7]]
        for turns in [5, 3] {
            for seed in 1...5 { try Self.run(folder, turns, seed, rates[turns]![seed - 1]) }
        }
        try Self.run(folder, 1, 1, nil)
        index = try RunIndex(folder.path)
    }

    private static func run(
        _ folder: TemporaryFolder, _ turns: Int, _ seed: Int, _ rate: Double?, suffix: String? = nil
    ) throws {
        let run = try RunWriter.create(
            in: folder.path, info: RunInfo(script: "a.lua", seed: UInt64(seed), commandLine: []), source: "",
            suffix: { _ in suffix ?? "\(turns)\(seed)" })
        try run.update {
            $0.parameters = [
                .init(name: "turns", value: .int(turns), defaultValue: 3, isSet: true),
                .init(name: "lr", value: 3e-5, defaultValue: 3e-5, isSet: false),
            ]
        }
        if let rate { try run.log(step: 1, ["rate": .number(rate)]) }
        try run.finish(.completed)
    }

    @Test func seedsAreAveraged() throws {
        let groups = try index.groups(.over(["seed"]), RunQuery(), metrics: ["rate"])
        #expect(groups.keys == ["turns"])
        var sorted = groups
        try sorted.sort(by: nil, isAscending: false)
        #expect(sorted.groups.map(\.key) == [[.integer(1)], [.integer(3)], [.integer(5)]])
        #expect(sorted.groups.map(\.count) == [1, 5, 5])
        #expect(sorted.groups[0].means == [nil])
        // scipy.stats.t.interval(0.95, 4, mean, sem): 0.622 ± 0.0376615
        let mean = try #require(sorted.groups[1].means[0])
        #expect(abs(mean.mean - 0.622) < 1e-12)
        #expect(abs((mean.margin ?? 0) - 0.0376615) < 1e-6)
        // The same numbers have exactly that mean, and no spread.
        #expect(sorted.groups[2].means[0]?.mean == 0.7 && sorted.groups[2].means[0]?.margin == 0)
        try sorted.sort(by: "rate", isAscending: false)
        #expect(sorted.groups.map(\.key) == [[.integer(5)], [.integer(3)], [.integer(1)]])
    }

    /// A run that repeats another, as a rerun does, is no further draw; one of the same seed that came out otherwise is.
    @Test func repeatedRunsCountOnce() throws {
        try Self.run(folder, 3, 1, 0.61, suffix: "repeated")
        try Self.run(folder, 5, 1, 0.71, suffix: "changed")
        let groups = try RunIndex(folder.path).groups(.over(["seed"]), RunQuery(), metrics: ["rate"]).groups
        #expect(groups.first { $0.key == [.integer(3)] }?.count == 5)
        #expect(groups.first { $0.key == [.integer(5)] }?.count == 6)
    }

    @Test func groupsByNames() throws {
        let groups = try index.groups(.by(["seed"]), RunQuery(), metrics: ["rate"])
        #expect(groups.keys == ["seed"] && groups.groups.count == 5)
        #expect(groups.groups.first { $0.key == [.integer(1)] }?.count == 3)
    }

    @Test func unknownNamesAreErrors() throws {
        #expect(throws: RunQueryError.self) { try index.groups(.over(["sead"]), RunQuery(), metrics: []) }
        #expect(throws: RunQueryError.self) { try index.groups(.over(["seed"]), RunQuery(), metrics: ["rates"]) }
    }
}
