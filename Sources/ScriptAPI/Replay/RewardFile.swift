internal import Environments
internal import Glibc
internal import LuaHost
internal import Rollouts

/// A Lua file that returns a reward: a function of the episode, as `environment.code { reward = … }` takes.
enum RewardFile {
    /// Calls `body` with the rule, on the file's own thread.
    ///
    /// - Throws: `ScriptFileError`, the file's own `LuaScriptError`, and what `body` throws.
    static func withRule<Result>(
        of path: String, interrupt: Interrupt,
        _ body: @escaping (@escaping (Episode) throws -> Payment) throws -> Result
    ) throws -> Result {
        _ = try ScriptFile.read(path)
        var name = path.split(separator: "/").last.map(String.init) ?? path
        if name.hasSuffix(".lua") { name.removeLast(4) }
        var numbers = RandomKey(seed: 0, purpose: .script).stream()
        var configuration = LuaConfiguration(
            print: { print($0) }, random: { numbers.next() }, time: { Int(Glibc.time(nil)) },
            clock: { Double(Glibc.clock()) / Double(CLOCKS_PER_SEC) })
        let stop = LuaInterrupt()
        interrupt.onRequest { stop.request() }
        configuration.interrupt = stop
        configuration.folder = ScriptFile.folder(of: path)
        var outcome: Swift.Result<Result, any Error>?
        let module = LuaModule(
            "replay", "Pays recorded episodes.",
            [
                .function(
                    "pay", "Pays each episode.",
                    LuaParameter("reward", "what the file returns", as: LuaCallback.self)
                ) { (reward: LuaCallback) in
                    do {
                        outcome = .success(try body { try reward.payment(for: $0) })
                    } catch let failure as LuaFailure {
                        // The file's own: it goes through Lua, which knows the lines.
                        throw failure
                    } catch {
                        outcome = .failure(error)
                    }
                }
            ])
        let runtime = try LuaRuntime(configuration, modules: [module])
        // Nobody wrote this line, so no error shows it.
        let call = ScriptFile.folder(of: path) + "/reward"
        do {
            _ = try ScriptThread.run { try runtime.run("replay.pay(require \"\(name)\")", name: call) }
        } catch let error as LuaScriptError where error.file == call {
            throw NoRewardError(
                path: path, problem: error.message.replacing("replay.pay: 'reward' must be", with: "it must return"))
        } catch let error as LuaScriptError {
            throw error.without(file: call)
        }
        guard let outcome else { throw ScriptFileError(path: path, problem: "it ended before the episodes were paid") }
        return try outcome.get()
    }
}

/// A file that returns no reward.
package struct NoRewardError: Error, CustomStringConvertible {
    let path: String
    let problem: String
    package var description: String {
        "\(path) gives no reward: \(problem); e.g. return function(e) return e.solved and 1 or -1 end"
    }
}
