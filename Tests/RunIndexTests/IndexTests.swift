import Foundation
import JSON
import RunIndex
import RunStore
import TestSupport
import Testing

/// The index says what the folders say, whatever happened to them or to it.
@Suite struct IndexTests {
    private let folder: TemporaryFolder
    private var index: String { folder.file("index.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    /// The runs that satisfy `filter` by the index as a new process would open it, newest first.
    private func names(_ filter: String? = nil, rebuilds: Bool = false) throws -> [String] {
        var query = RunQuery()
        query.filter = filter
        return try RunIndex(folder.path, rebuilds: rebuilds).matches(query).matches.map(\.info.id)
    }

    private func value(_ column: String, of run: String) throws -> IndexValue? {
        var query = RunQuery()
        (query.filter, query.columns) = ("run=\"\(run)\"", [column])
        return try RunIndex(folder.path).matches(query).matches.first?.values[0]
    }

    private func shell(_ command: String) throws {
        let process = try Process.run(
            URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", "cd '\(folder.path)' && \(command)"])
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    @Test func itFollowsTheFolders() throws {
        #expect(try names() == [])
        let first = try Make.run(in: folder)
        #expect(try names("status=running") == [first.id])
        try first.log(step: 1, ["x": 1])
        try first.finish(.completed)
        #expect(try names("status=completed and x=1") == [first.id])
        try shell("cp -r \(first.id) copy-0001 && cp -r \(first.id) copy-0002")
        #expect(try names("x=1").sorted() == ["copy-0001", "copy-0002", first.id].sorted())
        try shell("rm -r \(first.id) && mv copy-0002 moved-0002")
        #expect(try names().sorted() == ["copy-0001", "moved-0002"])
        // A file put in place of another by a program that does not rename.
        try shell("sed 's/completed/failed/' copy-0001/run.json > new && cat new > copy-0001/run.json")
        #expect(try names("status=failed") == ["copy-0001"])
    }

    @Test func anOldFolderIsReadOnceAndNotAgain() throws {
        let run = try Make.run(in: folder)
        try run.log(step: 1, ["x": 1])
        try run.finish(.completed)
        // Marks hold only from two seconds on.
        Thread.sleep(forTimeInterval: 3.1)
        #expect(try names("x=1") == [run.id])
        let before = try FileManager.default.attributesOfItem(atPath: index)[.modificationDate] as? Date
        try shell("printf '{\"step\":2,\"x\":5}\\n' >> \(run.id)/metrics.jsonl")
        #expect(try names("x=1") == [run.id], "a finished run is not looked into")
        let after = try FileManager.default.attributesOfItem(atPath: index)[.modificationDate] as? Date
        #expect(before != nil && after == before)
        #expect(try names("x=5", rebuilds: true) == [run.id])
    }

    @Test func runningAndKilledAreToldByTheLock() throws {
        var run: RunWriter? = try Make.run(in: folder)
        let id = run!.id
        #expect(try names("status=running") == [id])
        run = nil
        #expect(try names("status=killed") == [id])
        #expect(try names("status=running") == [])
    }

    @Test func metricsFollowWhileTheyGrow() throws {
        let run = try Make.run(in: folder)
        for (step, value) in [0.5, 2, -1, 1.25].enumerated() {
            try run.log(step: step, ["nested": ["x": .number(value)]])
            #expect(try self.value("nested.x", of: run.id) == .number(value))
            #expect(try self.value("steps", of: run.id) == .integer(step + 1))
        }
        #expect(try value("min(nested.x)", of: run.id) == .number(-1))
        #expect(try value("max(nested.x)", of: run.id) == .number(2))
        try run.log(step: 9, ["nested": ["x": .number(.nan)]])
        #expect(try value("nested.x", of: run.id)?.double?.isNaN == true)
        #expect(try value("max(nested.x)", of: run.id) == .number(2))
        // A torn line is not there yet; once it is whole, it is.
        try shell("printf '{\"step\":10,\"nested\":' >> \(run.id)/metrics.jsonl")
        #expect(try value("steps", of: run.id) == .integer(5))
        try shell("printf '{\"x\":7}}\\n' >> \(run.id)/metrics.jsonl")
        #expect(try value("nested.x", of: run.id) == .number(7))
        // Cut to less than was read: as a run does that resumes from a checkpoint.
        try shell("head -n 1 \(run.id)/metrics.jsonl > new && cat new > \(run.id)/metrics.jsonl")
        #expect(try value("max(nested.x)", of: run.id) == .number(0.5))
    }

    @Test func aDamagedIndexIsMadeAnew() throws {
        let run = try Make.run(in: folder)
        try run.log(step: 1, ["x": 1])
        try run.finish(.completed)
        #expect(try names("x=1") == [run.id])
        let whole = try folder.data("index.sqlite")
        for damage in ["", "no database at all", String(repeating: "\0", count: 5000)] {
            try folder.write(damage, to: "index.sqlite")
            #expect(try names("x=1") == [run.id], "\(damage.prefix(10))")
        }
        for cut in [100, 4096, whole.count / 2] {
            try FileManager.default.removeItem(atPath: index)
            try folder.write(whole.prefix(cut), to: "index.sqlite")
            #expect(try names("x=1") == [run.id], "cut at \(cut)")
        }
        // The head stays good; pages beneath it are noise.
        var spoiled = [UInt8](whole)
        for place in stride(from: 4096, to: spoiled.count, by: 7) { spoiled[place] ^= 0x5A }
        try shell("rm -f index.sqlite*")
        try folder.write(spoiled, to: "index.sqlite")
        #expect(try names("x=1") == [run.id])
    }

    @Test func anotherVersionsIndexIsMadeAnew() throws {
        let run = try Make.run(in: folder)
        #expect(try names() == [run.id])
        // The version lies at byte 60 of an SQLite file.
        var bytes = [UInt8](try folder.data("index.sqlite"))
        bytes[63] = 99
        try shell("rm -f index.sqlite*")
        try folder.write(bytes, to: "index.sqlite")
        #expect(try names() == [run.id])
        #expect(try folder.data("index.sqlite")[63] != 99)
    }

    @Test func aLinkInPlaceOfTheIndexIsNotFollowed() throws {
        let elsewhere = try TemporaryFolder()
        try elsewhere.write("precious", to: "file")
        try FileManager.default.createSymbolicLink(atPath: index, withDestinationPath: elsewhere.file("file"))
        let run = try Make.run(in: folder)
        #expect(try names() == [run.id])
        #expect(try elsewhere.text("file") == "precious")
        #expect(try elsewhere.names == ["file"])
    }

    /// Folders of somebody else's making: what can be read is shown, a sentence tells of the rest, nothing outside is touched.
    @Test func forgedFoldersDoNotHideTheOthers() throws {
        let elsewhere = try TemporaryFolder()
        let json =
            #"{"format":1,"id":"../../etc","script":"../x.lua","status":"completed","started":"2026-01-01T00:00:00.000Z"}"#
        try elsewhere.write(json, to: "outside/run.json")
        try folder.write(json, to: "good-0001/run.json")
        try folder.write(json.replacing("\"format\":1", with: "\"format\":2"), to: "newer-0001/run.json")
        try folder.write("{", to: "torn-0001/run.json")
        try folder.write(json, to: "metrics-0001/run.json")
        try folder.write("{\"step\":1,\"x\":3}\n[]\n{\"step\":3,\"x\":4}\n", to: "metrics-0001/metrics.jsonl")
        try folder.write(json, to: "labels-0001/run.json")
        try folder.write("nonsense", to: "labels-0001/labels.json")
        try folder.write("", to: "empty-0001/source/x.lua")
        let outside = elsewhere.file("outside")
        try shell("ln -s '\(outside)' link-0001; mkdir pipe-0001 linked-0001 huge-0001; mkfifo pipe-0001/run.json")
        try shell("ln -s '\(outside)/run.json' linked-0001/run.json; truncate -s 1G huge-0001/run.json")
        for _ in 0..<2 {
            #expect(try names().sorted() == ["good-0001", "labels-0001", "metrics-0001"])
            #expect(try names("x=3") == ["metrics-0001"])
            let problems = try RunIndex(folder.path).problems().map { $0.replacing(folder.path, with: "RUNS") }
            #expect(problems.count == 8, "\(problems)")
            for part in [
                "huge-0001/run.json: it has 1073741824 bytes, more than the",
                "a part of labels-0001 was left out: RUNS/labels-0001/labels.json is damaged",
                "left out a run: RUNS/link-0001 is a symbolic link, which a run never is",
                "linked-0001/run.json: it is a symbolic link, which records never are",
                "a part of metrics-0001 was left out: RUNS/metrics-0001/metrics.jsonl, line 2: it is no JSON object",
                "pipe-0001/run.json: it is no plain file",
                "newer-0001/run.json is not of format 1: a newer Assay wrote it", "torn-0001/run.json is no run's",
            ] { #expect(problems.contains { $0.contains(part) }, "\(part)") }
        }
        #expect(throws: RunStoreError.self) { try RunsFolder(folder.path).run("link-0001") }
        #expect(try elsewhere.names == ["outside"])
    }

    @Test func aFullDiskDoesNotHideTheRuns() throws {
        try TemporaryFolder.onSmallDisk(bytes: 256 << 10) { disk in
            let run = try Make.run(in: disk)
            try run.log(step: 1, ["x": 1])
            try run.finish(.completed)
            let filler = try Process.run(
                URL(fileURLWithPath: "/bin/sh"),
                arguments: ["-c", "cat /dev/zero > '\(disk.path)/filler' 2> /dev/null"])
            filler.waitUntilExit()
            let index = try RunIndex(disk.path)
            var query = RunQuery()
            query.filter = "x=1"
            #expect(try index.matches(query).matches.map(\.info.id) == [run.id])
            #expect(
                index.note?.hasSuffix("; the index was made in memory for this time") == true, "\(index.note ?? "")")
        }
    }

    @Test func mountsAreToldApart() {
        let table = """
            /dev/vda / ext4 rw 0 0
            server:/home /home nfs4 rw 0 0
            /dev/vdb /home/me/local\\040disk xfs rw 0 0
            scratch /scratch lustre rw 0 0

            """
        #expect(NetworkFileSystem.kind(of: "/home/me/runs", mountTable: table) == "nfs4")
        #expect(NetworkFileSystem.kind(of: "/home/me/local disk/runs", mountTable: table) == nil)
        #expect(NetworkFileSystem.kind(of: "/scratch", mountTable: table) == "lustre")
        #expect(NetworkFileSystem.kind(of: "/scratchy", mountTable: table) == nil)
    }
}
