import Replay
import Foundation
import JSON
import LuaHost
import Rollouts
import RunStore
import ScriptAPI
import Testing

/// What trainers leave behind: critics, checkpoints, values, refusals.
@Suite struct TrainerTests {
    /// Nothing of the policy would change, without a word.
    @Test(arguments: [
        "trainer.sft { policy = policy }",
        """
        trainer.ppo { policy = policy, environment = environment.code {
        problems = dataset.minicontests({}).test, executor = executor.python { workers = 1 } } }
        """.replacing("\n", with: " "),
    ]) func weightsThatAreNotTrainedAreRefused(call: String) throws {
        let load = "local policy = model.load { \"minicoder\", dtype = \"bfloat16\""
        let ran = try ScriptFixture().run("\(load) }\n\(call)")
        let error = try #require(ran.error)
        #expect(error.message.contains("'policy' has nothing that is trained") && error.line == 2, "\(error.message)")
        #expect(try ScriptFixture().run("\(load), lora = { rank = 2 } }\n\(call)").isCompleted)
    }

    private static let setup = """
        local problems, python = dataset.minicontests { test = 4 }, executor.python { cpu_seconds = 1 }
        local policy = \(Project.policy)
        local env = environment.code { problems = problems.train, executor = python, turns = 2 }

        """

    private func lines(_ record: RunReader) throws -> [JSONObject] {
        var lines: [JSONObject] = []
        try record.forEachMetricLine { line, _ in lines.append(line) }
        return lines
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// The trained critic is on the record, beside the policy that has none; another trainer goes on with it.
    @Test func aSeparateCriticIsRecordedAndSaved() throws {
        let ran = try ScriptFixture().run(
            Self.setup + """
                local ppo = trainer.ppo { policy = policy, environment = env, episodes = 4, critic = "separate" }
                print(pcall(ppo.save_critic, ppo, "early"))
                for update in ppo:updates(2) do run.log(update) end
                policy:save "trained"
                local critic = model.load(ppo:save_critic "critic")
                local again = trainer.ppo { policy = policy, environment = env, episodes = 4, critic = critic, value_learning_rate = 0, learning_rate = 0 }
                for update in again:updates(1) do print("again", update.explained_variance) end
                again:save_critic "again"
                """)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        #expect(ran.output.contains("there is no critic before the first update"))
        let record = try #require(ran.record), checkpoints = record.folder + "/checkpoints"
        var values: [Float] = []
        try record.episodes().forEach { values += $0.episode.turns.map(\.value) }
        #expect(values.count >= 12 && values.allSatisfy { $0 != 0 && abs($0) < 10 }, "\(values)")
        #expect(exists(checkpoints + "/trained/model.safetensors"))
        #expect(!exists(checkpoints + "/trained/value_head.safetensors"))
        // Nothing was learnt the second time: the critic is the one that was loaded.
        for file in ["model.safetensors", "value_head.safetensors"] {
            let first = FileManager.default.contents(atPath: checkpoints + "/critic/" + file)
            #expect(first != nil && first == FileManager.default.contents(atPath: checkpoints + "/again/" + file))
        }
    }

    /// Conversations of a group are about one problem, and each is drawn by itself.
    @Test func groupsPlayOneProblemManyTimes() throws {
        let ran = try ScriptFixture().run(
            """
            local problems, python = dataset.minicontests { test = 4 }, executor.python { cpu_seconds = 1 }
            local policy = \(Project.policy)
            local env = environment.code { problems = problems.train, executor = python, turns = 1, group = 4 }
            print(pcall(trainer.ppo, { policy = policy, environment = env, episodes = 10 }))
            local ppo = trainer.ppo { policy = policy, environment = env, episodes = 8, advantage = "leave_one_out" }
            for update in ppo:updates(1) do run.log(update) end
            """)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        #expect(ran.output.contains("10 episodes are no whole number of groups of 4"), "\(ran.output)")
        var played: [Episode] = []
        try #require(ran.record).episodes().forEach { played.append($0.episode) }
        try #require(played.count == 8)
        for group in [played[..<4], played[4...]] {
            #expect(Set(group.map(\.problem.name)).count == 1)
            #expect(Set(group.map { $0.turns[0].answer }).count > 1)
        }
        #expect(played[0].problem.name != played[4].problem.name)
    }

    @Test func withoutACriticNoneIsReported() throws {
        let ran = try ScriptFixture().run(
            Self.setup + """
                local ppo = trainer.ppo { policy = policy, environment = env, episodes = 4, advantage = "none" }
                for update in ppo:updates(1) do
                  print(update.value_loss, update.explained_variance, update.policy_loss ~= nil)
                end
                print(pcall(ppo.save_critic, ppo, "critic"))
                policy:save "trained"
                """)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        #expect(
            ran.output.contains("nil\tnil\ttrue") && ran.output.contains("has no critic of its own"), "\(ran.output)")
        #expect(!exists(try #require(ran.record).folder + "/checkpoints/trained/value_head.safetensors"))
    }

    /// Steps of training are smaller than what 16 bits hold: only a policy that was not trained keeps its type unasked.
    @Test func trainedPoliciesAreSavedInFloat32() throws {
        let ran = try ScriptFixture().run(
            Self.setup + """
                local half = model.load(policy:save { "half", type = "bfloat16" })
                half:save "untouched"
                local sft = trainer.sft { policy = half }
                for report in sft:pass { corpus = dataset.conversations { "skill", count = 20 }, learning_rate = 1e-6 } do run.log(report) end
                half:save "trained"
                half:save("asked", { type = "float16" })
                print(pcall(half.save, half, { "wrong", type = "bf16" }))
                """)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        #expect(ran.output.contains("bfloat16"))
        let checkpoints = try #require(ran.record).folder + "/checkpoints/"
        for (name, type) in [
            ("half", "bfloat16"), ("untouched", "bfloat16"), ("trained", "float32"), ("asked", "float16"),
        ] {
            let config = try String(contentsOfFile: checkpoints + name + "/config.json", encoding: .utf8)
            #expect(config.contains("\"torch_dtype\": \"\(type)\""), "\(name): \(config)")
        }
        func size(_ name: String) throws -> Int {
            try #require(FileManager.default.contents(atPath: checkpoints + name + "/model.safetensors")).count
        }
        #expect(try size("trained") > size("half") * 19 / 10)
        #expect(try size("asked") == size("half") || abs(size("asked") - size("half")) < 1000)
    }

    /// Each has series, steps and episodes of its own; the first without a name keeps plain ones.
    @Test func severalTrainersAreKeptApart() throws {
        let ran = try ScriptFixture().run(
            Self.setup + """
                local other = policy:copy()
                local first = trainer.ppo { policy = policy, environment = env, episodes = 4 }
                local second = trainer.ppo { policy = other, environment = env, episodes = 4, seed = 9, warmup = 0 }
                local third = trainer.ppo { policy = other, environment = env, episodes = 4, name = "late", advantage = "none" }
                for _, ppo in ipairs { first, second, third } do
                  for update in ppo:updates(2) do run.log(update) end
                end
                local sft = trainer.sft { policy = other, episodes = second:episodes(2) }
                for report in sft:pass { every = 1 } do run.log(report) end
                print(first.name, second.name, third.name, sft.name)
                for _ = 1, 2 do environment.evaluate { policy = policy, problems = problems.test, executor = python, turns = 1, name = "base" } end
                """)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        #expect(ran.output.contains("ppo\tppo 2\tlate\tsft"), "\(ran.output)")
        let record = try #require(ran.record), lines = try lines(record)
        #expect(lines.prefix(2).map { $0["step"]?.int } == [1, 2] && lines[0]["reward"] != nil)
        #expect(lines[2..<4].map { $0["step"]?.int } == [1, 2] && lines[2]["ppo 2/reward"] != nil)
        #expect(lines[2]["time"]?["ppo 2/training_seconds"] != nil && lines[2]["reward"] == nil)
        #expect(lines[4]["late/kl"] != nil && lines[4]["late/value_loss"] == nil)
        #expect(lines[6]["sft/loss"] != nil && lines[6]["step"]?.int == 1)
        let origins = try record.episodes().origins.map(\.origin)
        #expect(
            origins == [
                .update(1), .update(2), .update(1, trainer: "ppo 2"), .update(2, trainer: "ppo 2"),
                .update(1, trainer: "late"), .update(2, trainer: "late"), .evaluation("base"), .evaluation("base 2"),
            ])
        // Another seed, other problems.
        func problems(_ origin: EpisodeOrigin) throws -> [String] {
            var names: [String] = []
            try record.episodes().forEach(of: origin) { names.append($0.episode.problem.name) }
            return names
        }
        #expect(try problems(.update(1)) != problems(.update(1, trainer: "ppo 2")))
        #expect(try problems(.update(1)) == problems(.update(1, trainer: "late")))
        // The settings stand in the record by value, with what was chosen where nothing was said.
        let trainers = (record.info.provenance["trainers"]?.array ?? []).compactMap(\.object)
        #expect(trainers.map { $0["name"]?.string } == ["ppo", "ppo 2", "late", "sft"])
        #expect(trainers[0]["learning_rate"]?.double == 5e-4 && trainers[0]["critic"]?.string == "shared")
        #expect(trainers[1]["seed"]?.int == 9 && trainers[1]["warmup"]?.int == 0 && trainers[1]["updates"]?.int == 2)
        #expect(trainers[2]["advantage"]?.string == "none" && trainers[2]["critic"]?.isNull == true)
        let replayed = try RunReplay(record).check()
        #expect(replayed.isConsistent && replayed.steps == 6, "\(replayed)")
    }

    /// Rejection sampling: what the policy played, as far as a function keeps it, is imitated.
    @Test func episodesAreHeldAndImitated() throws {
        let ran = try ScriptFixture().run(
            Self.setup + """
                local played = env:play { policy = policy, count = 6 }
                local again = env:play { policy = policy, count = 6, seed = 7 }
                local same = env:play { policy = policy, count = 6, seed = 7, name = "same" }
                print(#played, played[1].origin, again[1].origin, same[6].origin, same[6].index)
                for i, e in ipairs(played) do
                  local last = e.turns[#e.turns]
                  assert(type(last.answer) == "string" and last.verdict and last.reward and e.reward and e.problem)
                  assert(again[i].turns[1].answer == same[i].turns[1].answer)
                end
                print("others", played[1].problem ~= again[1].problem)
                local one = trainer.sft { policy = policy, episodes = played, keep = function(e) return e.index == 3 end }
                local before, tokens = one:pass { every = 10 }, 0
                for _, turn in ipairs(played[3].turns) do tokens = tokens + turn.tokens end
                local report = before()
                print("trained", report.loss > 0, report.tokens > tokens)
                local plain = trainer.sft { policy = policy }
                print(pcall(plain.pass, plain, { episodes = { { solved = true } } }))
                print(pcall(function() return trainer.sft { policy = policy, episodes = played, keep = function() return false end }:pass {} end))
                print(pcall(function() return trainer.sft { policy = policy }:pass {} end))
                """)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        for text in [
            "6\tplay \"play\"\tplay \"play 2\"\tplay \"same\"\t6", "others\ttrue", "trained\ttrue\ttrue",
            "[1] has no 'origin'",
            "kept none of 6 episodes", "nothing to imitate",
        ] { #expect(ran.output.contains(text), "\(text): \(ran.output)") }
        let record = try #require(ran.record)
        #expect(try record.episodes().origins.map(\.origin) == [.play("play"), .play("play 2"), .play("same")])
        let replayed = try RunReplay(record).check()
        #expect(replayed.isConsistent && replayed.episodes == 18, "\(replayed)")
    }

    @Test(arguments: [
        ("advantage = 'group'", "group = 2 or more"),
        ("advantage = 'none', critic = 'separate'", "needs no critic"),
        ("advantage = 'token_values'", "token_value"),
        ("critic = policy", "'critic' is the policy itself"),
    ]) func whatMakesNoSenseIsRefusedWhereTheTrainerIsMade(_ options: String, _ message: String) throws {
        let ran = try ScriptFixture().run(
            Self.setup + "trainer.ppo { policy = policy, environment = env, \(options) }")
        let error = try #require(ran.error)
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.line == 4)
    }

    /// The run ends as failed, and says what was not finite and where; its record is whole.
    @Test func aTrainingThatDivergesEndsItsRunWithAWholeRecord() throws {
        let ran = try ScriptFixture().run(
            Self.setup + """
                local shaped = environment.code { problems = problems.train, executor = python, reward = function() return 1e300 end }
                local ppo = trainer.ppo { policy = policy, environment = shaped, episodes = 4, advantage = "none" }
                for update in ppo:updates(5) do run.log(update) end
                """)
        #expect(ran.status == .failed)
        #expect(
            try #require(ran.error).message.contains("the policy loss is not finite in update 1, epoch 1 of 1"),
            "\(String(describing: ran.error))")
        let record = try #require(ran.record)
        for line in try lines(record) {
            for member in line.members { #expect(member.value.double?.isFinite != false, "\(member.key)") }
        }
    }
}
