import Foundation
import JSON
import Rendering
import RunStore
import TestSupport
import Testing

/// Kills, full disks and files of somebody else's making.
@Suite struct DamageTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Every prefix of the file is what a kill in the middle of its last record may leave.
    @Test func linesSurviveAKillAtAnyByte() throws {
        let run = try Make.run(in: folder)
        try run.log(step: 1, ["reward": 0.5])
        let whole = try folder.data("\(run.id)/metrics.jsonl").count
        try run.log(step: 2, ["reward": 0.75])
        let data = try folder.data("\(run.id)/metrics.jsonl")
        for end in whole...data.count {
            try folder.write(data.prefix(end), to: "\(run.id)/metrics.jsonl")
            let metrics = try RunReader(folder: run.folder).metrics()
            #expect(metrics.columns[0].values == (end == data.count ? [0.5, 0.75] : [0.5]))
            #expect(metrics.isTorn == (whole < end && end < data.count))
        }
    }

    @Test func episodesSurviveAKillAtAnyByte() throws {
        let run = try Make.run(in: folder)
        try run.episodes([Make.episode(1), Make.episode(2)], origin: .update(1))
        let whole = try folder.data("\(run.id)/episodes.jsonl.zst").count
        try run.episodes([Make.episode(3)], origin: .update(2))
        let data = try folder.data("\(run.id)/episodes.jsonl.zst")
        for end in whole...data.count {
            try folder.write(data.prefix(end), to: "\(run.id)/episodes.jsonl.zst")
            let episodes = try RunReader(folder: run.folder).episodes()
            #expect(episodes.count == (end == data.count ? 3 : 2))
            #expect(episodes.isTorn == (whole < end && end < data.count))
            #expect(try episodes.episode(2)?.episode == Make.episode(2))
        }
    }

    /// A process of its own records a hundred pieces of each kind and is killed before it can say anything.
    @Test func aKilledProcessLosesNothing() async throws {
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let run = try RunWriter.create(
                in: path, info: RunInfo(script: "a.lua", seed: 1, commandLine: []), source: "")
            for number in 1...100 {
                try run.log(step: number, ["x": .int(number)])
                try run.row(table: "t", ["x": .int(number)])
                try run.print("\(number)\n")
                try run.episodes([Make.episode(number)], origin: .update(number))
            }
            kill(getpid(), SIGKILL)
        }
        let run = try #require(try RunsFolder(folder.path).runs().runs.first)
        #expect(run.info.status == .killed)
        #expect(try run.metrics().columns.first?.values.last == 100)
        #expect(try run.table("t").objects.count == 100)
        #expect(try run.cells().first?.items.count == 2)
        #expect(try run.episodes().episode(100)?.episode == Make.episode(100))
    }

    @Test func aDamagedLineIsNamed() throws {
        let run = try Make.run(in: folder)
        try folder.write("{\"step\":1}\n{\"step\":\n{\"step\":3}\n", to: "\(run.id)/metrics.jsonl")
        let error = #expect(throws: RunStoreError.self) { try RunReader(folder: run.folder).metrics() }
        #expect(
            error?.description
                == "\(run.folder)/metrics.jsonl, line 2: not valid JSON: the text ends too early at byte 8")
    }

    @Test func damagedEpisodesAreRefused() throws {
        let run = try Make.run(in: folder)
        try run.episodes([Make.episode(1)], origin: .update(1))
        let data = try folder.data("\(run.id)/episodes.jsonl.zst")
        for position in data.indices {
            var damaged = data
            damaged[position] ^= 0x10
            try folder.write(damaged, to: "\(run.id)/episodes.jsonl.zst")
            // Damage is an error, a torn end, or (in the header) other numbers: never a crash or another episode.
            let read = try? RunReader(folder: run.folder).episodes().episode(1)
            #expect(read == nil || read?.episode == Make.episode(1))
        }
    }

    @Test func aHeaderCannotAskForMoreThanThereIs() throws {
        let run = try Make.run(in: folder)
        let header = Array(#"{"update":1,"first":1,"count":9,"bytes":260000000}"#.utf8)
        try folder.write(
            Data([0x50, 0x2A, 0x4D, 0x18, UInt8(header.count), 0, 0, 0] + header), to: "\(run.id)/episodes.jsonl.zst")
        let episodes = try RunReader(folder: run.folder).episodes()
        #expect(episodes.count == 0 && episodes.isTorn)
    }

    @Test func linksAndPipesAreNotRead() throws {
        let run = try Make.run(in: folder)
        try folder.write("{\"step\":1}\n", to: "elsewhere")
        let metrics = run.folder + "/metrics.jsonl"
        try FileManager.default.createSymbolicLink(atPath: metrics, withDestinationPath: folder.file("elsewhere"))
        let error = #expect(throws: RunStoreError.self) { try RunReader(folder: run.folder).metrics() }
        #expect(error?.description == "cannot read \(metrics): it is a symbolic link, which records never are")
        #expect(throws: RunStoreError.self) { try run.log(step: 1, ["x": 1]) }
        #expect(try folder.text("elsewhere") == "{\"step\":1}\n")
        #expect(mkfifo(run.folder + "/cells.jsonl", 0o600) == 0)
        #expect(throws: RunStoreError.self) { try RunReader(folder: run.folder).cells() }
    }

    @Test func anUnwritableFolderIsNamedWithTheRemedy() throws {
        try folder.write("", to: "file")
        for path in [folder.file("file"), folder.file("file/runs"), "/proc/assay-runs"] {
            let error = #expect(throws: RunStoreError.self) {
                try RunWriter.create(in: path, info: RunInfo(script: "a.lua", seed: 1, commandLine: []), source: "")
            }
            #expect(error?.code == .cannotWrite)
            #expect(error?.description.hasPrefix("cannot write \(path)") == true)
            #expect(error?.description.hasSuffix("record elsewhere with --runs FOLDER or ASSAY_RUNS") == true)
        }
    }

    @Test func aNewerFormatIsNotGuessedAt() throws {
        try folder.write(#"{"format":2}"#, to: "a-1/run.json")
        let error = #expect(throws: RunStoreError.self) { try RunReader(folder: folder.file("a-1")) }
        #expect(error?.description.contains("a newer Assay wrote it") == true)
    }
}
