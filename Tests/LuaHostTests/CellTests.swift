import LuaHost
import Testing

struct CellTests {
    @Test func localsAreSeenAcrossCells() throws {
        let fixture = try Fixture()
        let source = """
            local a = 1
            -- %% Train
            a = a + 1

            -- %%   Evaluate it
            print(a)
            error("here")
            """
        #expect(try fixture.failure(source).line == 7)
        #expect(fixture.output == ["2"])
        #expect(fixture.cells == [0, 1, 2])
        let cells = fixture.runtime.cells(of: source)
        #expect(cells.map(\.title) == ["", "Train", "Evaluate it"])
        #expect(cells.map(\.firstLine) == [1, 2, 5])
        #expect(cells.map(\.source).joined(separator: "\n") == source)
    }

    @Test func aFirstLineMayBeACell() throws {
        let fixture = try Fixture()
        try fixture.run("-- %% One\nlocal x = 1\n-- %% Two\nlocal y = x")
        #expect(fixture.cells == [0, 1])
        #expect(fixture.runtime.cells(of: "-- %% One\n-- %% Two").map(\.title) == ["One", "Two"])
        #expect(fixture.runtime.cells(of: "").map(\.firstLine) == [1])
    }

    /// A cut anywhere else would change what the script means.
    @Test(arguments: [
        "local s = [[\n-- %% x\n]]", "local s = [==[\n-- %% x\n]==]", "--[[\n-- %% x\n]]",
        "local function f()\n-- %% x\nend",
        "if true then\n-- %% x\nend", "local t = {\n-- %% x\n1 }", "local x = 1 +\n-- %% x\n2", "local x =\n-- %% x\n2",
        "local f = print\nlocal x = f\n-- %% x\n('a')", "for i = 1, 2\n-- %% x\ndo end", "while false\n-- %% x\ndo end",
        "repeat\n-- %% x\nuntil true", "local x = 1\n-- %% x\n+ 2", "local x = 'a\\\n-- %% x\\\n'", "return\n-- %% x\n",
        "local\n-- %% x\na = 1", "local f = print\nf\n-- %% x\n'a'", "local a\n-- %% x\n, b = 1", "local x = 1 -- %% x",
        "  -- %% x",
    ]) func onlyStatementsOfTheTopLevelAreCut(_ source: String) throws {
        let fixture = try Fixture()
        try fixture.run(source)
        #expect(fixture.cells == [0])
        #expect(fixture.runtime.cells(of: source).count == 1)
    }

    @Test func aWrongScriptIsReportedAsItIs() throws {
        let error = try Fixture().failure("local a = 1\n-- %% x\nlocal = 2")
        #expect(error.kind == .syntax)
        #expect(error.line == 3)
    }
}
