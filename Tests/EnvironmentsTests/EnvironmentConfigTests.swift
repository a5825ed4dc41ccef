import Environments
import JSON
import Rollouts
import TestSupport
import Testing

@Suite struct EnvironmentConfigTests {
    @Test func recordsGiveBackWhatWasWritten() throws {
        let changed = EnvironmentConfig {
            ($0.turns, $0.window, $0.feedback, $0.temperature) = (5, 1, .value(.random), 0.2)
            ($0.reward, $0.maxTokens) = (.value(OutcomeReward(pass: 2, fail: 0, invalid: -0.5)), 40)
            ($0.checker, $0.template) = (ScriptFunction(), .fenced)
        }
        let functions = EnvironmentConfig { ($0.reward, $0.feedback) = (.function, .function) }
        for config in [EnvironmentConfig(), changed, functions] {
            let read = try EnvironmentConfig(
                recorded: JSONParser.parse(JSONValue.object(config.json).encoded()).object!)
            #expect(read.json == config.json)
        }
        #expect(changed.json != EnvironmentConfig().json)
        #expect(functions.json["reward"] == "function" && functions.json["feedback"] == "function")
    }

    /// As written before there were configurations.
    @Test func olderRecordsAreRead() throws {
        let old = """
            {"use": "training", "problems": "minicontests/train", "problem_count": 5, "turns": 4, "window": 2, "feedback": "none",
             "reward": {"pass": 2, "fail": -1, "invalid": -0.5}, "max_tokens": null, "style": "minicontests", "temperature": 1, "seed": 1}
            """
        let config = try EnvironmentConfig(recorded: JSONParser.parse(Array(old.utf8)).object!)
        // They showed all failures.
        #expect(config.feedbackTests == .max)
        #expect(
            config.turns == 4 && config.maxTokens == nil && config.checker == nil && config.template == .minicontests)
        #expect(config.feedback.value == FeedbackKind.none)
        #expect(config.reward.value == OutcomeReward(pass: 2, fail: -1, invalid: -0.5))
    }

    @Test(arguments: [
        ("turns", "0", "turns is 0: it must be an integer from 1 to 100"),
        ("turns", "\"three\"", "turns is \"three\": it must be an integer from 1 to 100"),
        ("max_tokens", "-1", "max_tokens is -1: it must be an integer of at least 1"),
        ("temperature", "1e300", "temperature is 1e+300: it must be a number from 0.0 to 100.0"),
        (
            "feedback", "\"loud\"",
            "feedback is \"loud\": it must be \"execution\", \"random\", \"none\" or a function"
        ),
        ("reward", "[]", "reward is []: it must be { pass, fail, invalid } or a function"),
    ])
    func whatIsOutOfRangeIsRefused(name: String, value: String, message: String) throws {
        var recorded = EnvironmentConfig().json
        recorded[name] = try JSONParser.parse(Array(value.utf8))
        let error = #expect(throws: InvalidOption.self) { try EnvironmentConfig(recorded: recorded) }
        #expect(error?.description == message)
    }

    @Test func environmentsRefuseWhatIsOutOfRangeOrMissing() throws {
        func refusal(_ change: (inout EnvironmentConfig) -> Void) -> String? {
            do {
                _ = try play([["x"]], config: EnvironmentConfig(change))
                return nil
            } catch { return "\(error)" }
        }
        #expect(refusal { $0.turns = 0 } == "turns is 0: it must be an integer from 1 to 100")
        #expect(refusal { $0.checker = ScriptFunction() }?.hasPrefix("checker is a function of the script") == true)
        #expect(refusal { ($0.reward, $0.turns) = (.function, 1) }?.hasPrefix("reward is a function") == true)
        #expect(refusal { $0.feedback = .function }?.hasPrefix("feedback is a function") == true)
    }

    @Test func changingACopyLeavesTheOther() {
        let one = EnvironmentConfig()
        var other = one
        other.turns = 9
        #expect(one.turns == 3 && other.turns == 9)
    }

    @Test func aStyleIsChosenByNameOrByTheProblems() throws {
        let problems = ListedProblems(problems: [.fixture(0)], template: FencedTemplate(maximumQuotation: 3))
        func environment(_ config: EnvironmentConfig) throws -> CodeEnvironment {
            try CodeEnvironment(problems: problems, executor: ScriptedExecutor.words(), config: config)
        }
        let own = try environment(EnvironmentConfig())
        #expect((own.template as? FencedTemplate)?.maximumQuotation == 3 && own.config.template == .fenced)
        #expect(try environment(EnvironmentConfig { $0.template = .functions }).template is FunctionTemplate)
    }
}
