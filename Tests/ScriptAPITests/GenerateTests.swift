import JSON
import LuaHost
import RunStore
import TestSupport
import Testing

@Suite struct GenerateTests {
    private static let script = """
        local policy = model.load "minicoder"
        local function texts(samples)
            local out = {}
            for _, sample in ipairs(samples) do out[#out + 1] = sample.prompt .. sample.stop .. sample.text:gsub("\\n", " ") end
            return table.concat(out, "|")
        end
        print(texts(policy:generate { prompts = { "n=", "for i in" }, n = 2, max_tokens = 8 }))
        print(texts(policy:generate { prompts = { "n=", "for i in" }, n = 2, max_tokens = 8 }))
        local messages = { { role = "user", content = "read n; print n doubled" } }
        local answer = policy:generate { messages = messages, temperature = 0, max_tokens = 60 }[1]
        local weighed = policy:logprobs { answer.text, messages = messages }
        print(answer.log_probs[1] == weighed.log_probs[1], #weighed.tokens <= #answer.tokens)
        """

    @Test func `a call samples anew, and a run repeats`() throws {
        let first = try ScriptFixture().run(Self.script), second = try ScriptFixture().run(Self.script)
        #expect(first.isCompleted && first.output == second.output)
        let lines = first.output.split(separator: "\n")
        #expect(lines[0] != lines[1] && lines[2] == "true\ttrue")
        #expect(try ScriptFixture().run(Self.script, seed: 2).output != first.output)
    }

    @Test func `calls are on the record with what decides them`() throws {
        let ran = try ScriptFixture().run(Self.script)
        let calls = try #require(ran.record).calls().filter { $0.name == "Policy:generate" }
        #expect(calls.count == 3)
        #expect(calls[0].settings["top_p"]?.double == 1 && calls[0].settings["max_tokens"]?.int == 8)
        #expect(calls[0].result?.array?.count == 4)
    }

    @Test(arguments: [
        ("policy:generate { n = 2 }", "give exactly one of 'prompt', 'prompts' and 'messages'"),
        ("policy:generate { prompt = 'a', stop = { '' } }", "'stop' must not hold an empty text"),
        ("policy:generate { prompt = 'a', max_tokens = 512 }", "do not fit the model's 512 positions"),
        (
            "policy:generate { messages = { { role = 'assistant', content = 'a' } } }",
            "message 1 is out of turn: messages of the roles \"user\" and \"assistant\" take turns"
        ),
        ("policy:generate { messages = { { role = 'tool', content = 'a' } } }", "role"),
    ]) func `what makes no sense is refused`(call: String, problem: String) throws {
        let ran = try ScriptFixture().run("local policy = model.untrained 'minicoder'\n\(call)")
        let error = try #require(ran.error)
        #expect(error.message.contains(problem), "\(error.message)")
    }

    /// Ratios of a truncated distribution would not be those of the policy.
    @Test func `training does not take a filter`() throws {
        let ran = try ScriptFixture().run(
            """
            environment.code {
                problems = dataset.minicontests({}).test, executor = executor.python { workers = 1 }, top_p = 0.9 }
            """)
        #expect(try #require(ran.error).message.contains("'top_p'"))
    }
}
