import Foundation
import JSON
import Rollouts
import RunStore
import TestSupport
import Testing

/// A real server on a folder of ours says what the folder itself says.
@Suite struct TransformersServerTests {
    @Test func `the most probable answers are those of the folder`() throws {
        let folder = try TemporaryFolder(), small = try SmallChatModel(in: folder)
        let server = try TransformersServer(small.path, log: folder.file("server.log"))
        let script = """
            local own = model.load "\(small.path)"
            local served = model.served { "\(server.url)", name = "\(small.path)", concurrency = 4 }
            local problems, python = dataset.mbpp "\(small.problems)", executor.python { workers = 1 }
            for _, policy in ipairs { own, served } do
              for _, text in ipairs { "Say hi.", "def f(x):", "1 2 3", "é ü ∑" } do
                local said = policy:generate {
                  messages = { { role = "user", content = text } }, temperature = 0, max_tokens = 24 }[1]
                print(text, said.stop, ("%q"):format(said.text))
                local on = policy:generate { text, temperature = 0, max_tokens = 24 }[1]
                print(text, on.stop, ("%q"):format(on.text))
              end
              environment.evaluate {
                policy = policy, problems = problems, executor = python, turns = 2, temperature = 0, max_tokens = 24 }
              print "--"
            end
            local usage = served:usage()
            print(usage.answers, usage.requests, usage.prompt_tokens > 0, usage.completion_tokens > 0, usage.uncounted)
            local ok, problem = pcall(function()
              model.served { "\(server.url)", name = "another" }:generate { "a" }
            end)
            print(ok, problem)
            """
        let ran = try withExtendedLifetime((folder, server)) { try ScriptFixture().run(script) }
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        let parts = ran.output.components(separatedBy: "--\n")
        try #require(parts.count == 3)
        #expect(parts[0] == parts[1])
        #expect(parts[2].hasPrefix("16\t16\ttrue\ttrue\t0\n"))
        #expect(parts[2].contains("has no model \"another\" (400): it lists \"\(small.path)\""), "\(parts[2])")
        // The same conversations, turn by turn. Two turns: the second answers of such weights are bytes that are no text, and a server is sent text.
        let record = try #require(ran.record)
        var answers: [[[String?]]] = []
        for name in ["evaluation 1", "evaluation 2"] {
            var found: [[String?]] = []
            try record.episodes().forEach(of: .evaluation(name)) { found.append($0.episode.turns.map(\.text)) }
            answers.append(found)
        }
        #expect(answers[0] == answers[1] && answers[0].count == 4 && answers[0].allSatisfy { $0.count == 2 })
    }
}
