import JSON
import LuaHost
import ScriptAPI
import Testing

/// Every function of the Lua face refuses what it does not know, at the script's own line.
@Suite struct RefusalTests {
    /// Lua that makes an object of each class that has methods.
    private static let objects = [
        "Policy": "model.untrained \"minicoder\"", "ProblemSet": "dataset.minicontests({}).test",
        "Corpus": "dataset.conversations { \"habit\", count = 1 }", "Executor": "executor.python { workers = 1 }",
        "Environment":
            "environment.code { problems = dataset.minicontests({}).test, executor = executor.python { workers = 1 } }",
        "PPO": """
        (function() local x = executor.python { workers = 1 } local p = model.untrained "minicoder" return trainer.ppo {
        policy = p, environment = environment.code { problems = dataset.minicontests({}).test, executor = x } } end)()
        """.replacing("\n", with: " "),
        "Evaluation": """
        environment.evaluate { policy = model.untrained "minicoder", problems = dataset.minicontests({}).test:take(1),
        executor = executor.python { workers = 1 }, turns = 1, max_tokens = 4 }.evaluation
        """.replacing("\n", with: " "),
        "SFT": "trainer.sft { policy = model.untrained \"minicoder\" }",
    ]

    /// Every function of modules and classes, as the reference describes it.
    private static func functions() throws -> [(call: String, member: LuaMemberDescription, owner: LuaClassDescription)]
    {
        Reference.interface().classes.flatMap { owner in
            owner.members.filter { $0.kind == .method }.map { member in
                let call = owner.isModule ? "\(owner.name).\(member.name)" : "object:\(member.name)"
                return (owner.name == "global" ? member.name : call, member, owner)
            }
        }
    }

    private func error(_ owner: LuaClassDescription, _ call: String) throws -> LuaScriptError {
        let object = owner.isModule ? "nil" : try #require(Self.objects[owner.name], "no example of \(owner.name)")
        let ran = try ScriptFixture().run("local object = \(object)\nlocal x\n\(call)")
        return try #require(ran.error, "\(call) was accepted")
    }

    @Test func unknownKeysGetTheNearestName() throws {
        for (call, member, owner) in try Self.functions() where !member.parameters.isEmpty {
            // A function whose only argument is a table of free names has no wrong key.
            guard member.optionsType != nil || !member.parameters[0].takesTable else { continue }
            for parameter in member.parameters where parameter.name.count > 3 {
                let wrong = parameter.name + "q"
                let error = try error(owner, "\(call) { \(wrong) = 1 }")
                #expect(
                    error.message.contains("unknown option '\(wrong)'; did you mean '\(parameter.name)'? allowed:"),
                    "\(call): \(error.message)")
                #expect(error.line == 3, "\(call)")
            }
        }
    }

    @Test func valuesOfTheWrongTypeAreNamed() throws {
        for (call, member, owner) in try Self.functions() where !member.parameters.isEmpty {
            for parameter in member.parameters {
                guard member.optionsType != nil || !member.parameters[0].takesTable else { continue }
                let error = try error(owner, "\(call) { \(parameter.name) = coroutine.create(print) }")
                #expect(
                    error.message.contains("'\(parameter.name)' must be") || error.message.contains("is missing"),
                    "\(call): \(error.message)")
                #expect(error.line == 3, "\(call)")
            }
        }
    }

    @Test(arguments: [
        ("run.log { loss = print }", "run.log: the metrics.loss is a function; the record keeps numbers"),
        ("run.log { loss = {} }", "run.log: the metric 'loss' must be a number, not a table"),
        ("run.log { 1, 2 }", "run.log: the metrics must be a table of named fields"),
        ("run.log {}", "run.log: needs at least one metric"),
        ("run.log { loss = 1, step = 1.5 }", "run.log: 'step' must be an integer of at least 0, not the number 1.5"),
        ("run.log { loss = 1, step = -1 }", "run.log: 'step' must be an integer of at least 0, not the number -1"),
        ("run.log { loss = 1, time = 3 }", "run.log: 'time' must be a table of what clocks measured, not the number 3"),
        ("run.row('t', { a = 1 }, { a = 2 })", "run.row: the row has 'a' in both of its tables"),
        ("run.row('t', {})", "run.row: the row must hold at least one named value"),
        ("run.row('../t', { a = 1 })", "../t"),
        ("run.row(7, { a = 1 })", "run.row: 'name' must be a string, not the number 7"),
        ("run.table('t', { 1 })", "run.table: 'columns[1]' must be a string, not the number 1"),
        ("run.plot { 'p' }", "run.plot: needs y = { … } or series"),
        ("run.plot { 'p', x = { 1 }, y = { 1, 2 } }", "the series 'p' has 1 numbers in x and 2 in y"),
        ("run.plot { 'p', y = { 1, 'x' } }", "run.plot: 'y[2]' must be a number, not the string \"x\""),
        ("run.artifact('/etc/x', '')", "/etc/x"),
        ("model.load 'minicodr'", "there is no model 'minicodr' (looked for the folder "),
        (
            "model.load { 'minicoder', shards = 0 }",
            "model.load: 'shards' must be an integer from 1 to 64, not the number 0"
        ),
        ("dataset.minicontests { test = 0 }", "dataset.minicontests: 'test' must be an integer from 1 to 10000000"),
        ("dataset.conversations 'skil'", "not the string \"skil\"; did you mean 'skill'?"),
        ("dataset.minicontests({}).test:at(501)", "ProblemSet:at: 'index' must be from 1 to 500, not 501"),
        ("executor.python { cpu_seconds = 1e300 }", "'cpu_seconds' must be a number from 0.01 to 3600"),
        (
            "executor.python { wall_seconds = 0.5 }",
            "'wall_seconds' must be at least 'cpu_seconds', which is 1.0, not 0.5"
        ),
        ("executor.python { memory_mb = 10 }", "'memory_mb' must be an integer from 64 to 1000000, not the number 10"),
        ("environment.code { executor = executor.python {} }", "environment.code: 'problems' is missing"),
        ("environment.code { problems = 1 }", "environment.code: 'problems' must be a ProblemSet, not the number 1"),
        ("environment.evaluate { turns = 101 }", "environment.evaluate: 'policy' is missing"),
    ]) func badValues(_ call: String, _ message: String) throws {
        let error = try #require(try ScriptFixture().run("local x\n\(call)").error, "accepted")
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.line == 2)
    }

    @Test(arguments: [
        ("turns = 0", "'turns' must be an integer from 1 to 100, not the number 0"),
        ("feedback = 'radnom'", "not the string \"radnom\"; did you mean 'random'?"),
        (
            "reward = { pas = 1 }",
            "unknown option 'pas'; did you mean 'pass'? allowed: pass, fail, invalid (in 'reward')"
        ),
        ("reward = { pass = 1/0 }", "'reward.pass' must be a finite number, not inf"),
        ("reward = 'high'", "'reward' must be"),
    ]) func badEnvironments(_ option: String, _ message: String) throws {
        let error = try #require(
            try ScriptFixture().run(
                """
                environment.code {
                  problems = dataset.minicontests({}).train, executor = executor.python { workers = 1 },
                  \(option) }
                """
            ).error, "accepted")
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.line == 1)
    }

    @Test func moreMinibatchesThanEpisodes() throws {
        let object = try #require(Self.objects["PPO"])
        let call = object.replacing("policy = p,", with: "policy = p, episodes = 2, minibatches = 4,")
        let error = try #require(try ScriptFixture().run("local ppo = \(call)").error)
        #expect(error.message.contains("'minibatches' must be at most 'episodes', which is 2, not 4"))
    }
}
