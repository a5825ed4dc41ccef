internal import Glibc
package import LuaHost
internal import Provenance
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
    /// - Throws: what keeps the record from being begun or finished.
    package func perform() throws -> Outcome {
        let runtime = try LuaRuntime(configuration(), modules: modules() + moreModules)
        record.cells = runtime.cells(of: source)
        do {
            try ScriptThread.run { try runtime.run(source, name: request.script) }
        } catch let error as LuaScriptError {
            return try end(error)
        }
        if let outcome = refused { return outcome }
        if wantsParametersOnly { return .described(declared?.help ?? "") }
        if let first = request.assignments.first, declared == nil {
            return .misused("the script declares no parameters, so \(first.name) cannot be set")
        }
        try finish(.completed, error: nil)
        return .completed
    }

    private func configuration() -> LuaConfiguration {
        var numbers = RandomKey(seed: request.seed, purpose: .script).stream()
        var configuration = LuaConfiguration(
            print: { [unowned self] in try print($0) }, random: { numbers.next() },
            time: { [unowned self] in
                determinism.disturb("the script read the clock")
                return try Int.decode(journal.call("os.time") { Int(Glibc.time(nil)).luaData })
            },
            clock: { [unowned self] in
                determinism.disturb("the script read the clock")
                return try Double.decode(
                    journal.call("os.clock") { (Double(Glibc.clock()) / Double(CLOCKS_PER_SEC)).luaData })
            })
        configuration.folder = request.recorded?.folder ?? ScriptFile.folder(of: request.script)
        let stop = LuaInterrupt()
        interrupt.onRequest { stop.request() }
        configuration.interrupt = stop
        configuration.cellEntered = { [unowned self] in try enter(cell: $0) }
        configuration.moduleLoaded = { [unowned self] name, _, text in
            try load(module: name.replacing(".", with: "/") + ".lua", text)
        }
        return configuration
    }

    /// The outcome of a script that was refused, whatever it then did about it.
    private var refused: Outcome? {
        switch refusal?.kind {
        case nil: nil
        case .help: .described(declared?.help ?? "")
        case .misuse: .misused(refusal?.description ?? "")
        }
    }

    private func end(_ error: LuaScriptError) throws -> Outcome {
        if let outcome = refused { return outcome }
        let interrupted = error.kind == .interrupted || interrupt.isRequested
        let outcome = interrupted ? Outcome.interrupted(error) : .failed(error)
        // What is not Lua never ran, and `--help` runs nothing: neither is recorded.
        if error.kind == .syntax || wantsParametersOnly { return outcome }
        // A resumed script that did not come to the restart point leaves the record as it was.
        if let writer = record.writer, writer.isFollowing { return outcome }
        do {
            try finish(interrupted ? .interrupted : .failed, error: error.screen())
        } catch let failure as RunStoreError
            where error.message.contains("cannot write") && failure.code == .cannotWrite
        {
            // A disk that is full, or went away, ended the script; that its end is not recorded either is no news.
        }
        return outcome
    }
}
