import JSON
import LuaHost
import RunStore
import ScriptAPI
import Testing

@Suite struct ParametersTests {
    private static let script = """
        local p = run.params {
          turns    = { 3, "most programs" },
          kl       = { 0.05, "penalty" },
          name     = "x",
          fast     = { false, "less" },
          feedback = { "execution", "what is told", choices = { "execution", "random" } },
          size     = { 1, choices = { 1, 10 } },
        }
        print(p.turns, math.type(p.turns), p.kl, p.name, p.fast, p.feedback, p.size)
        """

    @Test func defaults() throws {
        let ran = try ScriptFixture().run(Self.script)
        #expect(ran.output == "3\tinteger\t0.05\tx\tfalse\texecution\t1\n")
        let parameters = try #require(ran.record?.info.parameters)
        #expect(parameters.map(\.name) == ["fast", "feedback", "kl", "name", "size", "turns"])
        #expect(parameters.allSatisfy { !$0.isSet && $0.value == $0.defaultValue })
    }

    @Test func theCommandLineSetsThem() throws {
        let ran = try ScriptFixture().run(
            Self.script,
            [("turns", "5"), ("kl", "1"), ("name", "a=b c"), ("fast", "true"), ("feedback", "random"), ("size", "10")])
        #expect(ran.output == "5\tinteger\t1.0\ta=b c\ttrue\trandom\t10\n")
        let turns = try #require(ran.record?.info.parameters.last)
        #expect(turns == .init(name: "turns", value: 5, defaultValue: 3, isSet: true, help: "most programs"))
    }

    @Test(arguments: [
        ("turns", "three", "the parameter turns must be a whole number, not 'three'"),
        ("turns", "1.5", "the parameter turns must be a whole number, not '1.5'"),
        ("kl", "nan", "the parameter kl must be a number, not 'nan'"),
        ("fast", "1", "the parameter fast must be true or false, not '1'"),
        (
            "feedback", "radnom",
            "the parameter feedback must be one of execution, random, not 'radnom'; did you mean 'random'?"
        ),
        ("size", "2", "the parameter size must be one of 1, 10, not '2'"),
        (
            "tunrs", "5",
            "the script has no parameter 'tunrs'; did you mean 'turns'? it has fast, feedback, kl, name, size, turns"
        ),
    ]) func badValuesAreMisuse(_ name: String, _ value: String, _ message: String) throws {
        let fixture = try ScriptFixture()
        let ran = try fixture.run(Self.script + "\nerror('it ran on')", [(name, value)])
        #expect(ran.misuse == message)
        #expect(ran.output == "")
        #expect(try fixture.runCount == 0)
    }

    @Test func noScriptHidesMisuse() throws {
        let fixture = try ScriptFixture()
        let ran = try fixture.run("pcall(run.params, { turns = 3 }) print 'on'", [("turns", "x")])
        #expect(ran.misuse == "the parameter turns must be a whole number, not 'x'")
        #expect(try fixture.runCount == 0)
    }

    @Test func aScriptWithoutParametersTakesNone() throws {
        let fixture = try ScriptFixture()
        #expect(
            try fixture.run("local x = 1", [("turns", "5")]).misuse
                == "the script declares no parameters, so turns cannot be set")
        #expect(
            try fixture.run("executor.python {}", [("turns", "5")]).misuse
                == "turns=5 was given, but the script declares no parameters before its first call; "
                + "declare them with run.params { turns = … }")
        #expect(try fixture.runCount == 0)
    }

    /// What was printed before the declaration belongs to the record all the same.
    @Test func printingMayComeFirst() throws {
        let ran = try ScriptFixture().run(
            "print 'hello'\nlocal p = run.params { turns = 3 } print(p.turns)", [("turns", "5")])
        #expect(ran.isCompleted)
        #expect(ran.output == "hello\n5\n")
        #expect(try ran.record?.cells().first?.items == [.printed("hello\n5\n")])
    }

    @Test func helpListsThemAndRunsNothing() throws {
        let fixture = try ScriptFixture()
        let ran = try fixture.run("print 'hello'\n" + Self.script + "\nerror('it ran on')", help: true)
        guard case .described(let text) = ran.outcome else {
            Issue.record("not described: \(ran.outcome)")
            return
        }
        #expect(
            text == """
                  fast=false          less
                  feedback=execution  what is told (one of execution, random)
                  kl=0.05             penalty
                  name=x
                  size=1              (one of 1, 10)
                  turns=3             most programs
                """)
        #expect(ran.output == "")
        #expect(try fixture.runCount == 0)
    }

    @Test func helpOfABrokenScriptIsItsError() throws {
        let fixture = try ScriptFixture()
        #expect(try fixture.run("local = 1", help: true).error?.kind == .syntax)
        #expect(try fixture.run("local x = nil + 1", help: true).error?.line == 1)
        #expect(try fixture.run("run.params { 3 }", help: true).error?.line == 1)
        #expect(try fixture.runCount == 0)
    }

    @Test(arguments: [
        ("{ 3 }", "declares parameters by name"),
        ("{ turns = {} }", "parameter 'turns' needs a default that is a number"),
        ("{ turns = { 3, 4 } }", "parameter 'turns': the help must be a string, not the number 4"),
        ("{ turns = { 3, 'x', 'y' } }", "parameter 'turns': the string \"y\" is not understood"),
        ("{ turns = { 3, choice = { 3 } } }", "parameter 'turns': 'choice' is not understood"),
        ("{ turns = { 3, choices = { 1, 2 } } }", "parameter 'turns': the default 3 is none of its choices 1, 2"),
        ("{ ['two words'] = 3 }", "parameter 'two words': a name is made of letters, digits and _"),
        ("{ turns = print }", "parameter 'turns' needs a default"),
        ("{ a = 1 } run.params { b = 2 }", "was called before: declare all parameters in one table"),
    ]) func badDeclarationsAreErrors(_ table: String, _ message: String) throws {
        let error = try #require(try ScriptFixture().run("local x\nrun.params \(table)").error)
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.line == 2)
    }
}
