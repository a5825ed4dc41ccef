import ScriptAPI
import TestSupport
import Testing

@Suite struct ReferenceTests {
    @Test func page() throws { #expect(Snapshots.difference(Reference.page(), "api.md") == nil) }

    @Test func stub() throws {
        let stubs = Reference.stubs()
        let executor = try #require(stubs.first { $0.name.hasPrefix("executor") }, "\(stubs.map(\.name))")
        #expect(Snapshots.difference(executor.text, "executor.lua") == nil)
    }

    @Test func help() throws {
        let ran = try ScriptFixture().run(
            "help() help(run) help(run.log) help(executor.python) help(executor.python { workers = 1 })")
        #expect(Snapshots.difference(ran.output, "help.txt") == nil)
    }
}
