import LuaHost
import Testing

/// Tables that the host gives: a field that is not there is an error, and all else is as with any table.
struct RecordTests {
    private static let part = LuaRecord(
        "Part", "A part.",
        [.field("size", "how large", Int.self, unit: "mm"), .optional("colour", "if any", String.self)])
    private static let thing = LuaRecord(
        "Thing", "A thing.",
        [
            .field("name", "what it is", String.self), .one("main", "its main part", part),
            .list("parts", "all of them", of: part), .optional("note", "a remark", String.self),
            .pattern("size K", "the size of part K", Int.self),
        ])

    private func thing() -> LuaTable {
        [
            "name": "thing", "main": ["size": 1] as LuaTable, "size 2": 7,
            "parts": [["size": 1] as LuaTable, ["size": 2, "colour": "red"] as LuaTable],
        ]
    }

    private func runtime(_ output: @escaping (String) -> Void) throws -> (LuaRuntime, LuaWatch) {
        let configuration = LuaConfiguration(print: output, random: { 4 }, time: { 0 }, clock: { 0 })
        let watch = LuaWatch(
            "settings", missing: { name, names in "no setting \(name) among \(names)" }, refused: { "fixed: \($0)" })
        let module = LuaModule(
            "host", "Gives.",
            [
                .function("thing", "One.", returns: "it", record: .one(Self.thing)) { thing() },
                .function("things", "Some.", returns: "them", record: .list(Self.thing)) { [thing(), thing()] },
                .function("each", "For a loop.", returns: "them", record: .each(Self.thing)) {
                    var left = 2
                    return LuaIterator<LuaTable> {
                        left -= 1
                        return left < 0 ? nil : thing()
                    }
                },
                .function("echo", "Gives back.", LuaParameter("value", "any", as: LuaTable.self), returns: "it") {
                    (value: LuaTable) in value
                },
                .function("settings", "Watched.", returns: "them") { () -> LuaTable in
                    var table: LuaTable = ["zeta": 1, "alpha": "x", "list": [1, 2]]
                    table.watch = watch
                    return table
                },
            ])
        return (try LuaRuntime(configuration, modules: [module]), watch)
    }

    private func run(_ source: String) throws -> (output: [String], watch: LuaWatch) {
        var output: [String] = []
        let (runtime, watch) = try runtime { output.append($0) }
        _ = try ScriptThread.run { try runtime.run(source, name: "script.lua") }
        // What was read is known as long as the runtime lives.
        return withExtendedLifetime(runtime) { (output, watch) }
    }

    private func failure(_ source: String) throws -> LuaScriptError {
        do { _ = try run(source) } catch let error as LuaScriptError { return error }
        throw Refusal("script, which should have failed,")
    }

    @Test(arguments: [
        (
            "local _ = host.thing().nmae",
            "Thing has no field 'nmae'; did you mean 'name'? it has name, main, size 2, parts, note"
        ),
        ("local _ = host.thing()['size 3']", "Thing has no field 'size 3'; did you mean 'size 2'? it has"),
        ("local _ = host.thing().main.sise", "Part has no field 'sise'; did you mean 'size'? it has size, colour"),
        ("local _ = host.things()[2].parts[1].x", "Part has no field 'x'; it has size, colour"),
        ("for t in host.each() do local _ = t.nam end", "Thing has no field 'nam'"),
        ("local _ = host.echo(host.thing()).nmae", "Thing has no field 'nmae'"),
        ("setmetatable(host.thing(), {})", "cannot change a protected metatable"),
        ("local _ = host.settings().zet", "no setting zet among [\"zeta\", \"alpha\", \"list\"]"),
        ("host.settings().zeta = 2", "fixed: zeta"), ("rawset(host.settings(), 'zeta', 2)", "fixed: zeta"),
    ]) func whatIsNotThereIsAnError(_ line: String, _ message: String) throws {
        let error = try failure("\n" + line)
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.line == 2)
    }

    @Test func allElseIsAsWithAnyTable() throws {
        let output = try run(
            """
            local t = host.thing()
            print(t.note, t.main.colour, t[1], #t, #t.parts, next(t), type(t), getmetatable(t), rawget(t, "none"))
            local keys = {} for k in pairs(t) do keys[#keys + 1] = k end print(table.concat(keys, " "))
            for _ in ipairs(t) do error "a place" end
            t.own = 5 t.note = "n" t.name = nil
            print(t.own, t.note, pcall(function() return t.name end))
            local copy = {} for k, v in pairs(host.thing()) do copy[k] = v end print(copy.nothing)
            print(t, host.echo(t).own, host.things()[1].name)
            """
        ).output
        #expect(output[0] == "nil\tnil\tnil\t0\t2\tname\ttable\tThing\tnil")
        #expect(output[1] == "name main size 2 parts")
        #expect(output[2].hasPrefix("5\tn\tfalse\tscript.lua:6: Thing has no field 'name'"))
        #expect(output[3...] == ["nil", "Thing: 1\t5\tthing"])
    }

    @Test func aWatchedTableIsATableToo() throws {
        let output = try run(
            """
            local s = host.settings()
            s.new = true
            print(s.zeta, s.list[2], s.new, rawget(s, "alpha"), rawlen(s), #s, next(s), getmetatable(s), s[1])
            local keys = {} for k, v in pairs(s) do keys[#keys + 1] = k end print(table.concat(keys, " "))
            print(host.echo(s).alpha, s)
            """
        ).output
        #expect(output[0] == "1\t2\ttrue\tx\t0\t0\tzeta\tsettings\tnil")
        #expect(output[1...] == ["zeta alpha list new", "x\tsettings: 1"])
    }

    @Test(arguments: [
        ("local s = host.settings()", []), ("local _ = host.settings().alpha", ["alpha"]),
        ("local s = host.settings() local _ = s.list, s.alpha pcall(function() return s.zet end)", ["alpha", "list"]),
        ("for _ in pairs(host.settings()) do end", ["alpha", "list", "zeta"]),
        ("host.echo(host.settings())", ["alpha", "list", "zeta"]),
        ("next(host.settings())", ["alpha", "list", "zeta"]),
        ("rawget(host.settings(), 'x')", ["alpha", "list", "zeta"]),
    ]) func whatIsReadIsNoted(_ source: String, _ names: [String]) throws {
        let (runtime, watch) = try runtime { _ in }
        _ = try ScriptThread.run { try runtime.run(source, name: "script.lua") }
        #expect(["alpha", "list", "zeta"].filter(watch.hasRead) == names)
        withExtendedLifetime(runtime) {}
    }

    @Test func theyAreDescribed() throws {
        let interface = LuaInterface(try runtime { _ in }.0.modules.map(\.description))
        #expect(interface.records.map(\.name) == ["Part", "Thing"])
        #expect(
            LuaStubs.files(interface).last?.text == """
                ---@meta

                ---A part.
                ---@class Part
                ---@field size integer # how large (mm)
                ---@field colour? string # if any (may be absent)

                ---A thing.
                ---@class Thing
                ---@field name string # what it is
                ---@field main Part # its main part
                ---@field parts Part[] # all of them
                ---@field note? string # a remark (may be absent)
                ---@field [string] integer # size K: the size of part K

                """)
        #expect(
            try interface.text(about: "Thing") == """
                Thing: A thing.
                  thing.name       string   what it is
                  thing.main       Part     its main part
                  thing.parts      Part[]   all of them
                  thing.note       string   a remark (may be absent)
                  thing["size K"]  integer  the size of part K
                """)
        let output = try run("help(host.thing().main)").output
        #expect(output == [try interface.text(about: "Part")])
    }
}
