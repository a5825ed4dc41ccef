internal import Glibc
package import LuaHost
internal import Rollouts
internal import RunStore

extension ScriptHost {
    /// How a script ended.
    package enum Outcome {
        case completed
        case failed(LuaScriptError)
        case interrupted(LuaScriptError)
        /// The command line asked for what the script does not have.
        case misused(String)
        /// `--help`: what the script declares.
        case described(String)
    }

    /// The modules that scripts see.
    func modules() -> [LuaModule] {
        [
            runModule(), modelModule(), datasetModule(), executorModule(), environmentModule(), trainerModule(),
        ]
    }

    /// Runs the script to its end on a thread of its own and finishes the record.
    ///
    /// - Throws: what keeps the record from being written.
    package func perform(interrupt: LuaInterrupt = LuaInterrupt()) throws -> Outcome {
        var numbers = RandomKey(seed: request.seed, purpose: .script).stream()
        var recording: (any Error)?
        var configuration = LuaConfiguration(
            print: { [unowned self] line in do { try print(line) } catch { recording = recording ?? error } },
            random: { numbers.next() },
            time: { [unowned self] in
                determinism.disturb("the script read the clock")
                return Int(Glibc.time(nil))
            },
            clock: { [unowned self] in
                determinism.disturb("the script read the clock")
                return Double(Glibc.clock()) / Double(CLOCKS_PER_SEC)
            })
        configuration.folder = ScriptFile.folder(of: request.script)
        configuration.interrupt = interrupt
        configuration.cellEntered = { [unowned self] in try enter(cell: $0) }
        configuration.moduleLoaded = { [unowned self] name, path, text in
            let relative = name.replacing(".", with: "/") + ".lua"
            do { try load(module: relative, text) } catch { recording = recording ?? error }
        }
        let runtime = try LuaRuntime(configuration, modules: modules())
        know(runtime.cells(of: source))
        do {
            try ScriptThread.run { try runtime.run(source, name: request.script) }
        } catch let error as LuaScriptError {
            return try end(error)
        }
        if let recording { throw recording }
        if wantsParametersOnly { return .described(declared?.help ?? "") }
        if !request.assignments.isEmpty, !parametersAreDeclared {
            return .misused("the script declares no parameters, so \(request.assignments[0].name) cannot be set")
        }
        try finish(.completed, error: nil)
        return .completed
    }

    private func end(_ error: LuaScriptError) throws -> Outcome {
        if wantsParametersOnly, error.kind != .syntax { return .described(declared?.help ?? "") }
        if let misuse { return .misused(misuse) }
        let interrupted = error.kind == .interrupted || Interrupt.isRequested
        try finish(interrupted ? .interrupted : .failed, error: error.screen())
        return interrupted ? .interrupted(error) : .failed(error)
    }
}
