import JSON
import LuaHost
import RunStore
import ScriptAPI
import TestSupport
import Testing

@Suite struct ParametersTests {
    private static let script = """
        local p = run.params {
          turns    = { 3, "most programs", integer = true },
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
        #expect(ran.misuse == "the parameter turns must be a number, not 'x'")
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
                  turns=3             most programs (a whole number)
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

    /// A number is a number, however its default is written.
    @Test func aWholeDefaultTakesAnyNumber() throws {
        let script = "local p = run.params { kl = { 0, 'penalty' } } print(p.kl, math.type(p.kl))"
        #expect(try ScriptFixture().run(script).output == "0\tinteger\n")
        #expect(try ScriptFixture().run(script, [("kl", "0.05")]).output == "0.05\tfloat\n")
        #expect(try ScriptFixture().run(script, [("kl", "2")]).output == "2\tinteger\n")
        #expect(
            try ScriptFixture().run(script, [("kl", "x")]).misuse == "the parameter kl must be a number, not 'x'")
    }

    private static let lists = """
        local p = run.params {
          budgets = { { 1, 2, 5 }, "turns to try", integer = true },
          rates   = { { 0.1, 1 }, "of learning" },
          who     = { { "base", "RLEF" }, choices = { "base", "RLEF", "SFT" } },
        }
        for _, name in ipairs { "budgets", "rates", "who" } do print(name, #p[name], table.concat(p[name], " ")) end
        """

    @Test func aParameterMayBeAList() throws {
        let fixture = try ScriptFixture()
        #expect(try fixture.run(Self.lists).output == "budgets\t3\t1 2 5\nrates\t2\t0.1 1\nwho\t2\tbase RLEF\n")
        let ran = try fixture.run(Self.lists, [("budgets", "3"), ("rates", "1, 2e-3"), ("who", "")])
        let output = "budgets\t1\t3\nrates\t2\t1.0 0.002\nwho\t0\t\n"
        #expect(ran.output == output)
        let record = try #require(ran.record)
        let parameters = record.info.parameters
        #expect(parameters.map(\.value) == [.array([3]), .array([1.0, 0.002]), .array([])])
        #expect(parameters.map(\.valueText) == ["3", "1,0.002", ""])
        #expect(parameters.map(\.defaultText) == ["1,2,5", "0.1,1", "base,RLEF"])
        // What is recorded comes back in a rerun.
        #expect(try fixture.run(again: record).output == output)
        #expect(try fixture.run(again: record, [("who", "SFT")]).output.hasSuffix("who\t1\tSFT\n"))
    }

    @Test(arguments: [
        (
            "budgets", "1,2.5",
            "the parameter budgets must be a list with commas, each element a whole number, not '1,2.5'"
        ),
        (
            "budgets", "1,,2",
            "the parameter budgets must be a list with commas, each element a whole number, not '1,,2'"
        ),
        ("rates", "0.1 1", "the parameter rates must be a list with commas, each element a number, not '0.1 1'"),
        (
            "who", "base,RLFE",
            "the parameter who must be a list with commas, each element one of base, RLEF, SFT, not 'base,RLFE'; did you mean 'RLEF'?"
        ),
    ]) func elementsAreChecked(_ name: String, _ value: String, _ message: String) throws {
        #expect(try ScriptFixture().run(Self.lists, [(name, value)]).misuse == message)
    }

    @Test func helpShowsLists() throws {
        guard case .described(let text) = try ScriptFixture().run(Self.lists, help: true).outcome else { return }
        #expect(
            text == """
                  budgets=1,2,5  turns to try (a whole number)
                  rates=0.1,1    of learning
                  who=base,RLEF  (each one of base, RLEF, SFT)
                """)
    }

    /// What a parameter that nobody reads was set to changes nothing, and the record would say otherwise.
    @Test func unreadParametersAreToldOf() throws {
        func warnings(_ script: String, help: Bool = false) throws -> [String] {
            final class Observer: SessionObserver {
                var warnings: [String] = []
                func observe(_ event: SessionEvent) { if case .warning(let text) = event { warnings.append(text) } }
            }
            let (fixture, observer) = (try ScriptFixture(), Observer())
            try fixture.folder.write(script, to: "script.lua")
            let file = fixture.folder.file("script.lua")
            let request = Session.Request.new(.init(.file(file), seed: 1, runs: fixture.folder.file("runs")))
            let session = try Session(request, parametersOnly: help, observer: observer)
            _ = try session.perform()
            return observer.warnings.map { $0.replacing(file, with: "script.lua") }
        }
        let script = """
            local p = run.params {
              turns = 3,
              kl    = { 0.05, "turns = 1" }, size = 2,
            }
            print(p.size)
            """
        #expect(
            try warnings(script) == [
                "the script never read its parameter 'kl', declared at script.lua:3",
                "the script never read its parameter 'turns', declared at script.lua:2",
            ])
        #expect(try warnings(script, help: true) == [])
        #expect(try warnings(script + "\nfor name, value in pairs(p) do print(name, value) end") == [])
        #expect(try warnings(script + "\nrun.row('parameters', p)") == [])
        #expect(try warnings(script + "\nlocal function f() return p.turns, p['kl'] end f()") == [])
        #expect(try warnings(script + "\nerror 'x'") == [])
    }

    @Test(arguments: [
        ("{ 3 }", "declares parameters by name"),
        ("{ turns = {} }", "parameter 'turns' needs a default that is a number"),
        (
            "{ turns = { 3, 4 } }",
            "parameter 'turns': the help must be a string, not the number 4; a list as a default stands in braces of its own"
        ), ("{ turns = { {}, 'x' } }", "at least one element, not {}"),
        (
            "{ turns = { { 1, 'x' } } }",
            "parameter 'turns' needs a default that is a number, a string, a boolean, or a list"
        ),
        ("{ turns = { 0.5, integer = true } }", "with integer = true the default must be a whole number, not 0.5"),
        ("{ turns = { { 1, 4 }, choices = { 1, 2 } } }", "the default 4 is none of its choices 1, 2"),
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
