import LuaHost
import RunStore
import ScriptAPI
import Testing

/// To ask what there is leaves no run behind.
@Suite struct HelpRecordTests {
    @Test func helpAloneRecordsNothing() throws {
        let fixture = try ScriptFixture()
        let ran = try fixture.run("help() help(environment.code) help 'environment.code' help 'Episode.solved'")
        #expect(ran.isCompleted && ran.record == nil)
        #expect(ran.output.contains("environment.code { problems = …"))
        #expect(
            ran.output.hasSuffix(
                "episode.solved, boolean: whether the last program passed all tests, public and private\n"))
        #expect(try fixture.runCount == 0)
        #expect(try fixture.run("local p = run.params { a = 1 } help(run)", help: true).output == "")
    }

    @Test func whatElseHappensIsRecorded() throws {
        let fixture = try ScriptFixture()
        #expect(try fixture.run("help() print 'and this'").record != nil)
        let ran = try fixture.run("local python = executor.python { workers = 1 } help(python)")
        #expect(try ran.record?.cells().first?.items == [.printed(ran.output)])
    }

    @Test func unknownNamesGetTheNearest() throws {
        #expect(throws: (any Error).self) { try Reference.text(about: "environment.evalute") }
        let error = try #require(try ScriptFixture().run("help 'environment.evalute'").error)
        #expect(error.message.contains("did you mean 'environment.evaluate'? help() lists the modules"))
    }
}
