import Foundation
import JSON
import RunStore
import ScriptAPI
import TestSupport
import Testing

/// A record says where its numbers come from, and how far they can be had again.
@Suite struct ProvenanceTests {
    @Test func machineAndLibraries() throws {
        let ran = try ScriptFixture().run("dataset.minicontests { seed = 7 } executor.python { workers = 1 } print 'x'")
        let facts = try #require(ran.record?.info.provenance)
        for key in ["assay", "libtorch", "libtorch_build", "kernels", "cpu", "os", "system", "host"] {
            #expect(facts[key]?.string?.isEmpty == false, "\(key)")
        }
        #expect(facts["numerics"]?.int ?? 0 >= 1)
        #expect(facts["memory_mb"]?.int ?? 0 > 100 && facts["cores"]?.int ?? 0 > 0)
        #expect(facts["instructions"]?.array?.isEmpty == false)
        #expect(facts["libtorch_build"]?.string?.allSatisfy(\.isHexDigit) == true)
        let executor = try #require(facts["executors"]?.array?.first)
        #expect(executor["language"]?.string == "Python" && executor["version"]?.string?.hasPrefix("3.") == true)
        #expect(facts["datasets"]?.array == [["name": "minicontests", "seed": 7]])
        // A folder under /tmp lies in no repository.
        #expect(facts["git"] == nil)
    }

    @Test func modelsByTheirContent() throws {
        let ran = try ScriptFixture().run("local p = \(Project.policy)")
        let model = try #require(ran.record?.info.provenance["models"]?.array?.first)
        let config = try String(contentsOfFile: Project.experiments + "/minicoder/config.json", encoding: .utf8)
        #expect(model["name"]?.string == "minicoder")
        let hash = try #require(model["sha256"]?["config.json"]?.string)
        #expect(RunInfo.SourceFile(path: "config.json", sha256: hash).holds(config))
    }

    private func git(_ folder: String, _ arguments: String...) throws -> String {
        let process = Process(), output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["git", "-C", folder, "-c", "user.name=x", "-c", "user.email=x@x", "-c", "commit.gpgsign=false"] + arguments
        process.standardOutput = output
        process.standardError = Pipe()
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "git \(arguments)")
        return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    @Test func theRepositoryWithItsUncommittedChanges() throws {
        let fixture = try ScriptFixture(), folder = fixture.folder.path
        try fixture.folder.write("return 1", to: "lib.lua")
        _ = try git(folder, "init", "-q", "-b", "trunk")
        _ = try git(folder, "add", "lib.lua")
        _ = try git(folder, "commit", "-q", "-m", "x")
        let commit = try git(folder, "rev-parse", "HEAD").split(separator: "\n").first.map(String.init)
        let clean = try #require(try fixture.run("print(require 'lib')").record)
        let facts = try #require(clean.info.provenance["git"]?.object)
        #expect(facts["commit"]?.string == commit && facts["branch"]?.string == "trunk")
        #expect(facts["dirty"]?.bool == false && facts["diff"] == nil)

        try fixture.folder.write("return 2", to: "lib.lua")
        let dirty = try #require(try fixture.run("print(require 'lib')").record)
        #expect(dirty.info.provenance["git"]?["dirty"]?.bool == true)
        #expect(try dirty.source("uncommitted.diff").contains("-return 1"))
        #expect(dirty.info.provenance["git"]?["diff"]?.string == "source/uncommitted.diff")
        // A repository's own settings start nothing.
        _ = try git(folder, "config", "diff.external", "touch \(folder)/started; false")
        _ = try git(folder, "config", "core.fsmonitor", "touch \(folder)/started; false")
        let again = try #require(try fixture.run("print(require 'lib')").record)
        #expect(try again.source("uncommitted.diff").contains("-return 1"))
        #expect(!FileManager.default.fileExists(atPath: folder + "/started"))
    }

    @Test(arguments: [
        ("x:run \"import time\\nprint(time.time())\"", "none", "1 execution of a program that reads a clock"),
        ("x:run \"import os\\nprint(os.urandom(1))\"", "none", "1 execution of a program that asks for random bytes"),
        ("x:run \"while True: pass\"", "none", "1 execution met a time limit"),
        ("x:judge { \"print(1)\", tests = { { expected = \"1\" } } }", "bitwise", "CPU"),
    ]) func executionsDecideTheLevel(_ call: String, _ level: String, _ reason: String) throws {
        let ran = try ScriptFixture().run("local x = executor.python { cpu_seconds = 0.5, workers = 1 }\n\(call)")
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        let determinism = try #require(ran.record?.info.determinism)
        #expect(determinism.level == level && determinism.reason.contains(reason), "\(determinism)")
    }
}
