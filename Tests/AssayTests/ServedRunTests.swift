import Foundation
import JSON
import RunStore
import TestSupport
import Testing

/// Runs whose policy is behind a server: killed, interrupted, resumed, and run again without the server.
@Suite struct ServedRunTests {
    private let folder: TemporaryFolder
    private static let key = "sk-very-secret-0123456789"
    private static let script = """
        local p = run.params { url = "", concurrency = 4, key = "" }
        local policy = model.served {
          p.url, name = "m", concurrency = p.concurrency, api_key_env = p.key ~= "" and p.key or nil, backoff = 0.01,
          prompt_price = 2, completion_price = 10,
        }
        local problems, python = dataset.minicontests { test = 12 }.test, executor.python { workers = 1 }
        for _, turns in ipairs { 1, 3 } do
          run.row("rates", environment.evaluate {
            policy = policy, problems = problems, executor = python, turns = turns, seed = turns,
            template = "fenced", samples = 2, independent = 1 })
        end
        local env = environment.code { problems = problems, executor = python, template = "fenced" }
        run.row("played", { reward = env:play { policy = policy, count = 2 }[1].reward })
        for _, s in ipairs(policy:generate { messages = { { role = "user", content = "hi" } }, n = 2 }) do
          run.row("said", { text = s.text, stop = s.stop })
        end
        run.row("said", { text = policy:generate { "a prompt", seed = 3 }[1].text })
        run.row("usage", policy:usage())
        """

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.script, to: "script.lua")
    }

    private var runs: String { folder.file("runs") }

    private func run(_ server: HostileServer, _ arguments: [String] = []) throws -> AssayProgram.Outcome {
        try AssayProgram.run(
            ["run", folder.file("script.lua"), "url=\(server.url)"] + arguments, runs: runs,
            variables: ["SERVER_KEY": Self.key])
    }

    private func last() throws -> RunReader { try #require(try RunsFolder(runs).runs().runs.last) }

    /// How often each request was made.
    private func counts(_ server: HostileServer) throws -> [String: Int] {
        try server.requests.reduce(into: [:]) { counts, line in
            counts[try #require(try JSONParser.parse(Array(line.utf8))["key"]?.string), default: 0] += 1
        }
    }

    @Test func `a recorded run is run again without its server`() throws {
        let server = try HostileServer("normal", in: folder)
        let ran = try run(server)
        #expect(ran.status == 0, "\(ran.errors)")
        let old = try last()
        #expect(old.info.determinism?.level == "none")
        #expect(old.info.determinism?.reason.contains("the answers of m came from a server") == true)
        let asked = server.requests.count
        // What it cost, on its page: 2 and 10 for a million tokens of 7 and 5 each.
        let page = try AssayProgram.run(["show", old.info.id], runs: runs).output
        #expect(page.contains("served models\nmodel  answers  requests  retries"), "\(page)")
        let served = try #require(old.info.provenance["served"]?.array?.first?.object)
        #expect(served["answers"]?.int == asked && served["prompt_tokens"]?.int == 7 * asked)
        #expect(abs(try #require(served["cost"]?.double) - Double(asked) * (7 * 2 + 5 * 10) / 1e6) < 1e-9)
        server.stop()
        let again = try AssayProgram.run(["rerun", old.info.id, "--answers", "recorded"], runs: runs)
        #expect(again.status == 0, "\(again.output) \(again.errors)")
        #expect(again.output.contains("identical to \(old.info.id): "), "\(again.output)")
        // What it took stands in its record once more: it can be run again itself.
        var lines = 0
        try last().answers { _ in lines += 1 }
        #expect(lines == asked)
        // With the server asked anew there is nobody to ask.
        let alone = try AssayProgram.run(["rerun", old.info.id], runs: runs)
        #expect(alone.status != 0 && alone.errors.contains("no server answers at \(server.url)/v1"), "\(alone.errors)")
    }

    @Test func `a rerun that asks something else says where`() throws {
        let server = try HostileServer("normal", in: folder)
        #expect(try run(server).status == 0)
        let old = try last(), path = old.folder + "/answers.jsonl"
        server.stop()
        // As if the third problem's second turn had been asked otherwise.
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n").map { line in
            line.contains(#""scope":"evaluation 2","place":"2/0/2/1""#)
                ? String(line.replacing(#""context":""#, with: #""context":"00"#)) : String(line)
        }
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let again = try AssayProgram.run(["rerun", old.info.id, "--answers", "recorded"], runs: runs)
        #expect(again.status != 0)
        #expect(
            again.errors.contains(
                "\(old.info.id) has no answer for evaluation 2, sample 1 of problem 3, turn 2: it was asked something else there"
            ),
            "\(again.errors)")
    }

    @Test(arguments: [SIGKILL, SIGINT]) func `a run that was stopped asks nothing twice`(signal: Int32) throws {
        let server = try HostileServer("pause", in: folder)
        for round in 0..<3 {
            let arguments =
                round == 0
                ? ["run", folder.file("script.lua"), "url=\(server.url)"] : ["resume", try last().info.id]
            let program = try RunningProgram(arguments + ["--quiet"], runs: runs)
            // Somewhere in the middle of the first evaluations.
            let goal = server.requests.count + 20, deadline = ContinuousClock.now + .seconds(30)
            while server.requests.count < goal, ContinuousClock.now < deadline { usleep(5000) }
            program.send(signal)
            let stopped = ContinuousClock.now
            _ = program.end()
            #expect(stopped.duration(to: .now) < .seconds(3))
        }
        let resumed = try AssayProgram.run(["resume", try last().info.id], runs: runs)
        #expect(resumed.status == 0, "\(resumed.errors)")
        let twice = try counts(server).filter { $0.value > 1 }
        // Those under way when it was stopped, four at most each time.
        #expect(twice.values.reduce(0) { $0 + $1 - 1 } <= 12, "\(twice.count)")
        // What it came to is what a run that was never stopped comes to.
        let whole = try last()
        #expect(try run(HostileServer("normal", in: folder)).status == 0)
        let other = try last()
        for table in ["rates", "played", "said", "usage"] {
            let paths = [whole, other].map { "\($0.folder)/tables/\(table).jsonl" }
            #expect(
                try String(contentsOfFile: paths[0], encoding: .utf8)
                    == String(contentsOfFile: paths[1], encoding: .utf8))
        }
    }

    @Test(arguments: ["echo", "echo-error", "echo-nonsense", "echo-redirect", "401"])
    func `a key is nowhere in the record or the output`(mode: String) throws {
        let server = try HostileServer(mode, in: folder)
        let ran = try run(server, ["key=SERVER_KEY"])
        // The server did get it.
        #expect((ran.status == 0) == (mode == "echo"), "\(ran.errors)")
        #expect(!ran.output.contains(Self.key) && !ran.errors.contains(Self.key))
        #expect((ran.output + ran.errors).contains("\n"))
        let record = try last()
        var files = 0
        for case let name as String in try #require(FileManager.default.enumerator(atPath: record.folder)) {
            guard let data = FileManager.default.contents(atPath: record.folder + "/" + name) else { continue }
            files += 1
            #expect(data.range(of: Data(Self.key.utf8)) == nil, "\(name)")
        }
        #expect(files > 4)
        let shown = try AssayProgram.run(["show", record.info.id], runs: runs)
        #expect(!shown.output.contains(Self.key))
    }

    @Test func `bad addresses and keys are told in one sentence`() throws {
        for (url, key, problem) in [
            ("http://127.0.0.1:1", "", "no server answers at http://127.0.0.1:1/v1"),
            ("http://127.0.0.1:1", "NOT_SET_ANYWHERE", "NOT_SET_ANYWHERE, which is not set"),
            ("http://me:hidden@127.0.0.1:1", "", "a user name or password stands in it"),
        ] {
            let ran = try AssayProgram.run(
                ["run", folder.file("script.lua"), "url=\(url)", "key=\(key)"], runs: runs)
            #expect(ran.status == 1 && ran.errors.contains(problem), "\(ran.errors)")
        }
    }
}
