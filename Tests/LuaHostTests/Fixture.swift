import LuaHost

/// An object class with a property, methods of each kind and an iterator.
final class Counter: LuaObject {
    static let luaName = "Counter"
    static var luaClass: LuaClass<Counter> {
        LuaClass(
            luaName, "Counts.",
            [
                .property("value", "where it stands") { $0.value },
                .property("broken", "always fails") { (_: Counter) -> Int in throw Refusal("property") },
                .method(
                    "add", "Adds.", LuaParameter("amount", "how much", .in(1...100), default: 1),
                    returns: "the new value"
                ) {
                    counter, amount in
                    counter.value += amount
                    return counter.value
                },
                .method("fail", "Fails.") { (_: Counter) in throw Refusal("method") },
                .method(
                    "steps", "Counts on.", LuaParameter("count", "how many steps", as: Int.self), returns: "each value"
                ) {
                    (counter, count: Int) in
                    var left = count
                    return LuaIterator<Int> {
                        guard left > 0 else { return nil }
                        if left == 13 { throw Refusal("iterator") }
                        left -= 1
                        counter.value += 1
                        return counter.value
                    }
                },
                .method(
                    "map", "Calls back.", LuaParameter("f", "what to call", spelled: "fun(value: integer): number"),
                    returns: "its result"
                ) {
                    (counter, f: LuaCallback) in
                    try f.call(counter.value, as: Double.self, name: "f")
                },
                .method("keep", "Holds a function.", LuaParameter("f", "what to hold")) { (counter, f: LuaCallback) in
                    counter.kept = f
                },
            ])
    }
    var value = 0
    var kept: LuaCallback?
    let onRelease: () -> Void
    init(onRelease: @escaping () -> Void = {}) { self.onRelease = onRelease }
    deinit { onRelease() }
}

struct Refusal: Error, CustomStringConvertible {
    let description: String
    init(_ place: String) { description = "the \(place) refuses" }
}

enum Mode: String, LuaChoice { case execution, random, none }

struct Reward: LuaOptions {
    @LuaParameter("pass", "reward for a right program") var pass = 1.0
    @LuaParameter("fail", "reward for a wrong one") var fail = -1.0
}

struct CodeOptions: LuaOptions {
    @LuaParameter("title", "what it is called", position: 1) var title: String
    @LuaParameter("turns", "most programs for one problem", .in(1...20)) var turns = 3
    @LuaParameter("cpu_seconds", "CPU time of a program", .above(0), unit: "seconds") var cpuSeconds = 1.0
    @LuaParameter("feedback", "what the policy is told") var feedback = LuaEither<Mode, LuaCallback>.first(.execution)
    @LuaParameter("reward", "what turns earn") var reward: Reward?
    @LuaParameter("counter", "a counter") var counter: Counter?
}

final class Tally { var count = 0 }

/// A runtime with the fixture's module, its output, and what it was told.
final class Fixture {
    var output: [String] = []
    var cells: [Int] = []
    var modules: [String] = []
    /// Objects that were let go, counted apart from the fixture: some go after it.
    let tally = Tally()
    var released: Int { tally.count }
    let interrupt = LuaInterrupt()
    private(set) var runtime: LuaRuntime!

    init(memoryCap: Int = 64 << 20, folder: String? = nil) throws {
        var next: UInt64 = 0
        var configuration = LuaConfiguration(
            print: { [unowned self] in output.append($0) },
            random: {
                next &+= 0x9E37_79B9_7F4A_7C15
                return next
            }, time: { 86_400 }, clock: { 1.5 })
        configuration.memoryCap = memoryCap
        configuration.folder = folder
        configuration.interrupt = interrupt
        configuration.cellEntered = { [unowned self] in cells.append($0) }
        configuration.moduleLoaded = { [unowned self] name, _, source in modules.append("\(name): \(source.count)") }
        runtime = try LuaRuntime(configuration, modules: [module()])
    }

    private func module() -> LuaModule {
        LuaModule(
            "lab", "Things to test with.",
            [
                .function("counter", "A new counter.", returns: "it") { [tally] in Counter { tally.count += 1 } },
                .function("broken", "A constructor that fails.", returns: "never") { () -> Counter in
                    throw Refusal("constructor")
                },
                .function("refuse", "Fails.", body: { throw Refusal("function") }),
                .function("echo", "Gives back.", LuaParameter("value", "anything"), returns: "it") { (value: LuaData) in
                    value
                },
                .function("code", "Takes options.", options: CodeOptions.self, returns: "what it understood") {
                    options in
                    "\(options.title) \(options.turns) \(options.cpuSeconds) \(options.reward?.pass ?? 0)"
                },
                .function("interrupt", "Asks to stop.", body: { [interrupt] in interrupt.request() }),
                .function("metrics", "A table with an order.", returns: "it") { () -> LuaTable in
                    ["zeta": 1, "alpha": 2, "mid": 3]
                },
                .function("sizes", "A long list.", LuaParameter("count", "how long", as: Int.self), returns: "it") {
                    (count: Int) in (0..<count).map { "number \($0) of many strings" }
                },
                .value("version", "which one") { "1.0" },
            ])
    }

    func run(_ source: String) throws {
        _ = try ScriptThread.run { try runtime.run(source, name: "dir/script.lua") }
    }

    /// The error that the script must end with.
    func failure(_ source: String) throws -> LuaScriptError {
        do { try run(source) } catch let error as LuaScriptError { return error }
        throw Refusal("script, which should have failed,")
    }
}
