import LuaHost
import Testing

/// What has a name can be asked for by it.
struct HelpTests {
    private func text(_ name: String) throws -> String {
        let fixture = try Fixture()
        return try LuaInterface(fixture.runtime.modules.map(\.description) + [Counter.luaDescription]).text(about: name)
    }

    @Test(arguments: [
        ("lab", "lab: Things to test with."), ("lab.code", "lab.code { title = …"), ("Counter", "Counter: Counts."),
        ("counter", "Counter: Counts."), ("Counter:add", "counter:add([amount])"),
        ("counter.add", "counter:add([amount])"), ("steps", "counter:steps(count)"),
        ("lab.code.turns", "lab.code: turns  most programs for one problem"),
        ("lab.code.reward.pass", "lab.code: pass  reward for a right program"),
        ("CodeOptions", "CodeOptions, a table of options"), ("CodeOptions.turns", "turns  most programs"),
        ("Reward", "Reward, a table of options"),
    ]) func namesAreFound(_ name: String, _ beginning: String) throws {
        let text = try text(name)
        #expect(text.hasPrefix(beginning), "\(text)")
    }

    @Test(arguments: [
        ("lab.cod", "there is no 'lab.cod' in the Lua API; did you mean 'lab.code'?"),
        ("Counter:ad", "there is no 'Counter:ad' in the Lua API; did you mean 'Counter:add'?"),
        ("Contuer", "there is no 'Contuer' in the Lua API; did you mean 'Counter'?"),
        ("zzzzzz", "there is no 'zzzzzz' in the Lua API"), ("", "there is no '' in the Lua API"),
    ]) func othersAreNot(_ name: String, _ message: String) throws {
        do {
            Issue.record("found: \(try text(name))")
        } catch let error as LuaUnknownName { #expect(error.description == message) }
    }

    @Test func scriptsAskByNameToo() throws {
        let fixture = try Fixture()
        try fixture.run("help(lab.code) help 'lab.code' help('lab')")
        #expect(fixture.output[0] == fixture.output[1])
        #expect(fixture.output[2].hasPrefix("lab: Things to test with."))
        let error = try fixture.failure("help 'lab.cod'")
        #expect(
            error.message
                == "help: there is no 'lab.cod' in the Lua API; did you mean 'lab.code'? help() lists the modules")
        #expect(try fixture.failure("help(3)").message.contains("help: there is nothing to say about the number 3"))
    }
}
