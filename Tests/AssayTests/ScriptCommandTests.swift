import Foundation
import JSON
import RunStore
import TestSupport
import Testing

/// `assay run` from end to end: both programs, as they were built.
@Suite struct ScriptCommandTests {
    private let folder: TemporaryFolder
    private var runs: String { folder.file("runs") }

    init() throws {
        folder = try TemporaryFolder()
        try #require(
            FileManager.default.isExecutableFile(atPath: AssayProgram.folder.appendingPathComponent("assay-host").path),
            "assay-host was not built beside the tests")
    }

    private func run(_ source: String, _ arguments: [String] = []) throws -> AssayProgram.Outcome {
        try folder.write(source, to: "x.lua")
        return try AssayProgram.run(["run", folder.file("x.lua")] + arguments, runs: runs)
    }

    private func recorded() throws -> [RunReader] { try RunsFolder(runs).runs().runs }

    @Test func aGoodScript() throws {
        let ran = try run("local p = run.params { n = 2 } print('n is', p.n)", ["n=3"])
        #expect(ran.status == 0)
        #expect(ran.output == "n is\t3\n")
        let id = try #require(try recorded().first).info.id
        #expect(ran.errors == "recorded as \(id); see it with: assay show \(id)\n")
        #expect(try AssayProgram.run(["list"], runs: runs).output.contains("completed"))
    }

    @Test func quietSaysTheNameAlone() throws {
        let ran = try run("print 'x'", ["-q"])
        let id = try #require(try recorded().first).info.id
        #expect(ran.output == id + "\n" && ran.errors == "")
    }

    @Test func callsAreListed() throws {
        let id = try run(
            "local python = executor.python { cpu_seconds = 2, workers = 1 } print(python:run('print(6 * 7)').stdout)",
            ["-q"]
        ).output.trimmingCharacters(in: .newlines)
        let page = try AssayProgram.run(["show", id, "--calls"], runs: runs)
        let lines = page.output.split(separator: "\n")
        #expect(
            page.status == 0 && lines.count == 3 && lines[1].contains("executor.python")
                && lines[1].contains("cpu_seconds=2"))
        #expect(lines[2].contains("Executor:run"))
        let json = try JSONParser.parse(
            Array(AssayProgram.run(["show", id, "--calls", "--json"], runs: runs).output.utf8))
        #expect(json.array?.map { $0["number"] } == [1, 2])
        #expect(json.array?.last?["result"]?["stdout"] == "42\n")
    }

    @Test func aResultIsAskedFor() throws {
        for rate in ["0.25", "0.75"] { #expect(try run("return { my_rate = \(rate) }").status == 0) }
        let found = try AssayProgram.run(
            ["list", "result.my_rate>0.5", "--columns", "my_rate", "--sort", "my_rate", "--json"], runs: runs)
        let json = try JSONParser.parse(Array(found.output.utf8))
        #expect(json.array?.map { $0["columns"] } == [["my_rate": 0.75]])
        #expect(try AssayProgram.run(["list", "--names"], runs: runs).output.contains("my_rate"))
    }

    @Test func labelsAndResultForPrograms() throws {
        let ran = try run(
            "print 'x' return { rate = 0.5 }", ["--json", "--tag", "paper", "--tag", "final", "--note", "a try"])
        let run = try #require(try recorded().first)
        #expect(ran.status == 0 && ran.errors == "")
        let object = try JSONParser.parse(Array(ran.output.utf8))
        #expect(object["run"]?.string == run.info.id && object["status"] == "completed")
        #expect(object["result"] == ["rate": 0.5] && object["folder"]?.string?.hasSuffix("/" + run.info.id) == true)
        #expect(try run.labels() == RunLabels(tags: ["paper", "final"], note: "a try"))
        let failed = try self.run("run.note 'x' error 'y'", ["--json"])
        #expect(failed.status == 1)
        #expect(try JSONParser.parse(Array(failed.output.utf8))["error"]?.string?.contains("y") == true)
        #expect(try self.run("print 'x'", ["--tag", "-x"]).status != 0)
        #expect(try self.run("print 'x'", ["--json", "-q"]).status == 2)
    }

    @Test func theRemarkFindsTheRunAgain() throws {
        try folder.write("print 'x'", to: "x.lua")
        let ran = try AssayProgram.run(["run", folder.file("x.lua"), "--runs", folder.file("my runs")])
        #expect(ran.errors.hasSuffix(" --runs '\(folder.file("my runs"))'\n"))
    }

    @Test func aMissingScript() throws {
        let ran = try AssayProgram.run(["run", folder.file("absent.lua")], runs: runs)
        #expect(ran.status == 1)
        #expect(
            ran.errors
                == "assay: cannot read the script \(folder.file("absent.lua")): no such file or directory; name a Lua file\n"
        )
        let directory = try AssayProgram.run(["run", folder.path], runs: runs)
        #expect(directory.status == 1)
        #expect(directory.errors.hasSuffix("it cannot be read as a file; name a Lua file\n"))
        #expect(!FileManager.default.fileExists(atPath: runs))
    }

    @Test func aSyntaxError() throws {
        let ran = try run("local x = 1\nlocal = 2")
        #expect(ran.status == 1)
        #expect(ran.output == "")
        #expect(
            ran.errors == """
                syntax error: <name> expected near '='
                  at \(folder.file("x.lua")):2
                    1 | local x = 1
                  > 2 | local = 2

                """)
        #expect(!FileManager.default.fileExists(atPath: runs))
    }

    @Test func aRuntimeErrorIsOneScreenOfTheScript() throws {
        let ran = try run("local function f(x)\n  return x.a.b\nend\nprint 'before' run.note 'x'\nf({})")
        #expect(ran.status == 1)
        #expect(ran.output == "before\n")
        let run = try #require(try recorded().first)
        #expect(run.info.status == .failed)
        let screen = try #require(run.info.error)
        #expect(ran.errors.hasSuffix(screen + "\n"))
        #expect(screen.hasPrefix("error: attempt to index a nil value (field 'a')\n"))
        #expect(screen.contains("  > 2 |   return x.a.b") && screen.contains("called from \(folder.file("x.lua")):5"))
        #expect(!screen.contains("swift") && !screen.contains("[C]"))
        #expect(try run.cells().first?.items == [.printed("before\n"), .note("x")])
    }

    @Test func wrongUse() throws {
        let unknown = try run("run.params { turns = 3 }", ["tunrs=5"])
        #expect(unknown.status == 2)
        #expect(
            unknown.errors == "assay: the script has no parameter 'tunrs'; did you mean 'turns'? it has turns; "
                + "see \"assay run \(folder.file("x.lua")) --help\"\n")
        #expect(try run("print 'x'", ["--sed", "3"]).status == 2)
        #expect(try run("print 'x'", ["--seed", "three"]).status == 2)
        #expect(!FileManager.default.fileExists(atPath: runs))
    }

    @Test func helpOfAScript() throws {
        let ran = try run("local p = run.params { turns = { 3, 'most programs' } }\nerror 'it ran on'", ["--help"])
        #expect(ran.status == 0)
        #expect(
            ran.output == """
                usage: assay run \(folder.file("x.lua")) [name=value ...] [--seed N] [--runs FOLDER] [--name TEXT] [--tag TAG] [--note TEXT] [--quiet] [--json]

                parameters:
                  turns=3  most programs

                """)
        let broken = try run("local = 1", ["--help"])
        #expect(broken.status == 1)
        #expect(broken.errors.hasPrefix("syntax error: <name> expected"))
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aScriptThatNeverEndsIsStopped(_ signal: Int32) throws {
        try folder.write("print 'now'\nwhile true do pcall(function() while true do end end) end", to: "x.lua")
        let program = try RunningProgram(["run", folder.file("x.lua")], runs: runs)
        #expect(program.waitForOutput() == "now\n")
        program.send(signal)
        let (status, errors) = program.end()
        #expect(status == 128 + signal)
        #expect(errors.contains("stopped: interrupted\n  at \(folder.file("x.lua")):2"))
        let run = try #require(try recorded().first)
        #expect(errors.hasSuffix("go on with it: assay resume \(run.info.id)\n"))
        #expect(run.info.status == .interrupted)
        #expect(try run.cells().first?.items == [.printed("now\n")])
    }

    /// Nothing looks at the first request within one call of Lua's own that takes for ever; the second one ends the process.
    @Test func aSecondRequestLeavesAnInterruptedRun() throws {
        try folder.write(
            "run.note 'x' print 'now' string.find(('a'):rep(60), ('a?'):rep(60) .. ('a'):rep(60))", to: "x.lua")
        let program = try RunningProgram(["run", folder.file("x.lua")], runs: runs)
        #expect(program.waitForOutput() == "now\n")
        program.send(SIGINT)
        Thread.sleep(forTimeInterval: 0.5)
        program.send(SIGINT)
        #expect(program.end().status == 130)
        let run = try #require(try recorded().first)
        #expect(run.info.status == .interrupted && run.info.error?.contains("stopped at once") == true)
        #expect(try run.cells().first?.items == [.note("x"), .printed("now\n")])
    }

    @Test func aKilledRunIsListedAsKilled() throws {
        try folder.write("run.log { loss = 0.5 }\nprint 'now'\nwhile true do end", to: "x.lua")
        let program = try RunningProgram(["run", folder.file("x.lua")], runs: runs)
        #expect(program.waitForOutput() == "now\n")
        program.send(SIGKILL)
        #expect(program.end().status == -SIGKILL)
        let run = try #require(try recorded().first)
        #expect(run.info.status == .killed)
        #expect(try run.metrics().count == 1)
        #expect(try AssayProgram.run(["list"], runs: runs).output.contains("killed"))
    }

    /// A reader that goes away does not end the run.
    @Test func headDoesNotKill() throws {
        try folder.write("for i = 1, 100000 do print(i) end run.note 'the end'", to: "x.lua")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c",
            "'\(try AssayProgram.folder.path)/assay' run '\(folder.file("x.lua"))' --runs '\(runs)' 2>/dev/null | head -1",
        ]
        process.standardOutput = Pipe()
        try process.run()
        process.waitUntilExit()
        #expect(try recorded().first?.info.status == .completed)
    }
}
