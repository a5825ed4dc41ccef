import Foundation
import RunStore
import TestSupport
import Testing

/// A run that is killed with SIGKILL at any moment has, once resumed, the bits of one that was not.
@Suite struct KilledRunTests {
    private let folder: TemporaryFolder
    private static let script = """
        local p = run.params { updates = 4 }
        local problems, python = dataset.minicontests { test = 6 }, executor.python { cpu_seconds = 1, workers = 1 }
        local policy = model.untrained "minicoder"
        local seen = 0
        local env = environment.code {
          problems = problems.train, executor = python, turns = 2,
          reward = function(episode) seen = seen + 1 return (episode.solved and 1 or 0) + seen / 1000 end,
        }
        for update in trainer.ppo({ policy = policy, environment = env, episodes = 4 }):updates(p.updates) do
          run.log(update)
          run.row("draws", { update = update.step, draw = math.random(1000), seen = seen })
        end
        policy:save "trained"
        run.row("rates", environment.evaluate { policy = policy, problems = problems.test, executor = python, samples = 3 })
        print(python:run { source = "print(6 * 7)" }.stdout)
        """

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.script, to: "script.lua")
    }

    /// Starts `assay` and kills it after `delay` seconds unless it has ended by then.
    ///
    /// - Returns: what it said on standard error.
    @discardableResult
    private func assay(_ arguments: [String], killedAfter delay: Double?) throws -> String {
        let process = Process()
        process.executableURL = try AssayProgram.folder.appendingPathComponent("assay")
        process.arguments = arguments + ["--runs", folder.file("runs"), "--checkpoint-every", "0", "--quiet"]
        let errors = folder.file("errors.txt")
        try Data().write(to: URL(fileURLWithPath: errors))
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        if let delay {
            Thread.sleep(forTimeInterval: delay)
            kill(process.processIdentifier, SIGKILL)
        }
        process.waitUntilExit()
        return String(decoding: FileManager.default.contents(atPath: errors) ?? Data(), as: UTF8.self)
    }

    /// A child that the process had just forked holds the run's lock until it becomes another program: an instant longer.
    private func isKilled(_ run: RunReader) throws -> Bool {
        for _ in 0..<500 {
            if try RunReader(folder: run.folder).info.status == .killed { return true }
            Thread.sleep(forTimeInterval: 0.01)
        }
        return false
    }

    private func page(_ run: RunReader) throws -> String {
        try AssayProgram.run(["show", run.info.id], runs: folder.file("runs")).output
    }

    private func runs() throws -> [RunReader] { try RunsFolder(folder.file("runs")).runs().runs }

    /// The record's files by name, what clocks measured apart.
    private func files(_ run: RunReader) throws -> [String: String] {
        let names = [
            "metrics.jsonl", "calls.jsonl", "origins.jsonl", "tables/draws.jsonl", "tables/rates.jsonl",
            "episodes.jsonl.zst", "console.log",
            "cells.jsonl",
            "checkpoints/trained/model.safetensors", "checkpoints/trained/value_head.safetensors",
        ]
        return try Dictionary(
            uniqueKeysWithValues: names.map { name in
                let data = try #require(FileManager.default.contents(atPath: run.folder + "/" + name), "\(name)")
                guard name.hasSuffix(".jsonl") else { return (name, data.base64EncodedString()) }
                // Time comes last in a line; what a program used is measured by clocks, too.
                let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
                    .filter { !$0.contains("Executor:run") }
                return (name, lines.map { $0.components(separatedBy: #","time":"#)[0] }.joined(separator: "\n"))
            })
    }

    @Test func atRandomMoments() throws {
        let started = ContinuousClock.now
        try assay(["run", folder.file("script.lua")], killedAfter: nil)
        let whole = (ContinuousClock.now - started) / .seconds(1)
        let reference = try #require(try runs().first)
        #expect(reference.info.status == .completed, "\(reference.info.error ?? "")")
        let expected = try files(reference)
        var (resumed, inTheMiddle) = (0, 0)
        for _ in 0..<200 where resumed < 25 {
            let known = Set(try runs().map(\.info.id)), delay = Double.random(in: 0..<whole)
            try assay(["run", folder.file("script.lua")], killedAfter: delay)
            // Killed before anything was recorded, or after all was.
            guard let run = try runs().first(where: { !known.contains($0.info.id) }), run.info.status != .completed
            else {
                continue
            }
            #expect(try isKilled(run))
            #expect(try page(run).contains("\ngo on with it: assay resume \(run.info.id)\n"))
            if try RestartPoint.latest(of: run.folder) != nil { inTheMiddle += 1 }
            // Every fifth is killed once more while it resumes.
            if resumed % 5 == 4 { try assay(["resume", run.info.id], killedAfter: .random(in: 0..<whole)) }
            let problem = try assay(["resume", run.info.id], killedAfter: nil)
            let ended = try RunReader(folder: run.folder)
            try #require(ended.info.status == .completed, "killed after \(delay) s: \(problem)")
            #expect(try page(ended).contains("\nresumed 20"))
            let found = try files(ended)
            for name in expected.keys.sorted() {
                #expect(found[name] == expected[name], "\(name), killed after \(delay) s")
            }
            resumed += 1
            try FileManager.default.removeItem(atPath: run.folder)
        }
        #expect(resumed == 25)
        // Otherwise all were killed before the first restart point, and nothing was shown.
        #expect(inTheMiddle > 0)
    }
}
