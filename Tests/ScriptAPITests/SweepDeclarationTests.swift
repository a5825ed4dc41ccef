import JSON
import LuaHost
import RunStore
import ScriptAPI
import TestSupport
import Testing

@Suite struct SweepDeclarationTests {
    /// What a script declares, or the error that it ends in.
    private func declarations(_ source: String) throws -> Result<JSONObject, LuaScriptError> {
        let folder = try TemporaryFolder()
        try folder.write(source, to: "x.lua")
        let session = try Session(
            .new(.init(.file(folder.file("x.lua")), seed: 1, runs: folder.file("runs"))), parametersOnly: true,
            observer: SilentObserver())
        switch try session.perform() {
        case .failed(let error): return .failure(error)
        default: return .success(try session.declarations)
        }
    }

    @Test func armsStandInTheOrderOfTheScript() throws {
        let declared = try declarations(
            """
            sweep {
              reference = "true feedback",
              arms = {
                zero = { turns = 1 },
                none = { feedback = "none" },
              },
              seeds = { 1, 5 }, goal = "max solved",
            }
            local p = run.params { turns = 3, feedback = "execution" }
            """
        ).get()
        let sweep = try #require(declared["sweep"])
        #expect(
            sweep.text
                == #"{"base":{},"arms":{"zero":{"turns":1},"none":{"feedback":"none"}},"grid":{},"seeds":[1,5],"#
                + #""reference":"true feedback","goal":"max solved"}"#)
        #expect(declared["parameters"]?.array?.map { $0["name"]?.string } == ["feedback", "turns"])
    }

    @Test func itMayComeAfterTheParameters() throws {
        let declared = try declarations(
            """
            local p = run.params { turns = { 3, "most", choices = { 1, 3 }, integer = true } }
            sweep { grid = { turns = { 1, 3 } }, seeds = 2 }
            run.log { loss = 1 }
            error("it ran on")
            """
        ).get()
        #expect(declared["sweep"]?["grid"]?.text == #"{"turns":[1,3]}"#)
        #expect(
            declared["parameters"]?.text
                == #"[{"name":"turns","default":3,"choices":[1,3],"integer":true,"help":"most"}]"#)
    }

    @Test func aScriptNeedsNone() throws {
        #expect(try declarations("local p = run.params { turns = 3 }").get()["sweep"] == .null)
    }

    @Test(arguments: [
        ("sweep { arms = { a = 1 } }", "sweep: the arm 'a' must be a table of parameters, not the number 1"),
        ("sweep { arms = { base = {} } }", "sweep: the arm 'base' has the name of the base; rename one of them"),
        (
            "sweep { arms = { a = {} }, grid = { turns = { 1 } } }",
            "sweep: 'arms' and 'grid' are two kinds of sweep; declare one"
        ),
        ("sweep { seeds = 1 }\nsweep { seeds = 1 }", "sweep: was called before: declare one sweep"),
        ("sweep { sedes = 1 }", "sweep: unknown option 'sedes'; did you mean 'seeds'?"),
    ]) func mistakesAreErrors(_ source: String, _ message: String) throws {
        guard case .failure(let error) = try declarations(source) else {
            Issue.record("no error")
            return
        }
        #expect(error.message.contains(message), "\(error.message)")
    }

    @Test func aRunIgnoresIt() throws {
        let ran = try ScriptFixture().run(
            "sweep { seeds = 3 }\nlocal p = run.params { turns = 3 }\nreturn { turns = p.turns }")
        #expect(ran.record?.info.result.text == #"{"turns":3}"#)
    }
}
