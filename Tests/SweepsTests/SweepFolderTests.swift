import Foundation
import JSON
import RunStore
import Sweeps
import TestSupport
import Testing

@Suite struct SweepFolderTests {
    private let folder: TemporaryFolder
    private var runs: String { folder.file("runs") }

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("local m = require 'lib.rate'\nrun.log { loss = m }", to: "x.lua")
        try FileManager.default.createDirectory(atPath: folder.file("lib"), withIntermediateDirectories: true)
        try folder.write("return require('base') * 2", to: "lib/rate.lua")
        try folder.write("return 1", to: "base.lua")
    }

    private func head(_ plan: SweepPlan) -> SweepHead {
        SweepHead(
            name: "s", script: folder.file("x.lua"), workingDirectory: folder.path, commandLine: ["sweep"],
            declared: [.init(name: "turns", fallback: 3)], numerics: 2, plan: plan)
    }

    private func create(_ plan: SweepPlan) throws -> SweepFolder {
        try SweepFolder.create(in: runs, head: head(plan), source: try FrozenSource(script: folder.file("x.lua")))
    }

    private static let grid = SweepPlan(
        .fixed([.init(number: 1, parameters: ["turns": 1]), .init(number: 2, parameters: ["turns": 3])]),
        seeds: [1, UInt64.max], goal: Goal(.minimize, "loss"), pruning: try? Halving(minResource: 5, reductionFactor: 2)
    )

    @Test func itComesBackAsItWasWritten() throws {
        _ = try create(Self.grid)
        let read = try SweepFolder("s", in: runs)
        #expect(read.head.plan == Self.grid)
        #expect(read.head.sources.map(\.path) == ["x.lua", "lib/rate.lua", "base.lua"])
        #expect(try read.script().hasPrefix("local m"))
        let search = SweepPlan(
            .search(
                .init(
                    method: "tpe", points: 5,
                    space: [
                        .init(name: "kl", distribution: .logUniform(low: 1e-3, high: 1)),
                        .init(name: "turns", distribution: .integer(low: 1, high: 5)),
                        .init(name: "f", distribution: .categorical(["a", "b"])),
                        .init(name: "u", distribution: .uniform(low: -1, high: 1)),
                    ], base: ["x": 1])), seeds: [1, 2], goal: Goal(.maximize, "solved"))
        var other = head(search)
        other.name = "t"
        _ = try SweepFolder.create(in: runs, head: other, source: try FrozenSource(script: folder.file("x.lua")))
        #expect(try SweepFolder("t", in: runs).head.plan == search)
    }

    @Test func aNameIsTakenOnce() throws {
        _ = try create(Self.grid)
        #expect(throws: SweepError.self) { try create(Self.grid) }
        do { _ = try create(Self.grid) } catch {
            #expect("\(error)".hasPrefix("there is a sweep \"s\" already; go on with it by \"assay sweep resume s\""))
        }
        do { _ = try SweepFolder("q", in: runs) } catch {
            #expect("\(error)" == "there is no sweep \"q\" in \(runs); the nearest are s")
        }
    }

    @Test func anEditedFolderIsRefused() throws {
        let sweep = try create(Self.grid)
        try "print 'other'".write(toFile: sweep.source + "/base.lua", atomically: true, encoding: .utf8)
        do {
            _ = try sweep.script()
            Issue.record("no error")
        } catch { #expect("\(error)".contains("/source/base.lua was changed after the sweep began")) }
        let plan = sweep.path + "/trials.jsonl"
        let text = try String(contentsOfFile: plan, encoding: .utf8)
        try text.replacing("\"turns\":3", with: "\"turns\":4").write(toFile: plan, atomically: true, encoding: .utf8)
        do {
            _ = try SweepFolder("s", in: runs)
            Issue.record("no error")
        } catch { #expect("\(error)".contains("trials.jsonl was changed after the sweep began")) }
    }

    @Test func aTornLineOfTheJournalIsCutOff() throws {
        let sweep = try create(Self.grid)
        var journal = try SweepJournal(of: sweep)
        try journal.open()
        try journal.append(.started(trial: 1))
        journal.close()
        let path = sweep.path + "/journal.jsonl"
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("{\"event\":\"ended\",\"tri".utf8))
        var again = try SweepJournal(of: sweep)
        #expect(again.events == [.started(trial: 1)])
        try again.open()
        try again.append(.ended(.init(trial: 1, status: .completed, value: 0.5, seconds: 2)))
        #expect(
            try SweepJournal(of: sweep).events == [
                .started(trial: 1), .ended(.init(trial: 1, status: .completed, value: 0.5, seconds: 2)),
            ])
    }

    @Test func onlyOneDriverAtATime() throws {
        let sweep = try create(Self.grid)
        let first = try DriverLock(sweep)
        #expect(DriverLock.holder(of: sweep) == ProcessSign.own)
        #expect(ProcessSign.own.process == getpid())
        do {
            _ = try DriverLock(sweep)
            Issue.record("no error")
        } catch { #expect("\(error)".hasPrefix("the sweep s is being run by process \(getpid()) on ")) }
        _ = consume first
        #expect(DriverLock.holder(of: sweep) == nil)
    }
}
