internal import Glibc
package import LuaHost
internal import Provenance
internal import Rollouts
internal import RunStore

extension Session {
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
            statsModule(), sweepModule(),
        ]
    }

    /// Runs the script to its end on a thread of its own and finishes the record.
    ///
    /// All cells are one chunk of Lua, so that a file means what it means to Lua: a mistake at its end keeps it from beginning, and `goto`
    /// reaches from cell to cell. Given one at a time to `evaluate`, the cells leave the same record.
    /// - Throws: what keeps the record from being begun or finished.
    package func perform() throws -> Outcome {
        let runtime = try runtime.get()
        record.cells = runtime.cells(of: source)
        let results: [LuaData]
        do {
            results = try ScriptThread.run { try runtime.run(source, name: request.script) }
        } catch let error as LuaScriptError {
            return try end(error)
        }
        return try complete(results)
    }

    /// Runs one cell after those before it; its top-level locals live on.
    ///
    /// - Parameter cell: its lines, of which the first may be its `-- %%` title.
    /// - Returns: what the cell returned, or how it failed. After either, another cell can be evaluated.
    /// - Throws: what keeps the record from being written.
    package func evaluate(_ cell: String) throws -> Result<[LuaData], LuaScriptError> {
        forgetInterrupt()
        let runtime = try runtime.get()
        let firstLine = source.isEmpty ? 1 : source.unicodeScalars.count { $0 == "\n" } + 2
        do {
            try ScriptThread.run { try runtime.check(cell, name: request.script, firstLine: firstLine) }
        } catch let error as LuaScriptError {
            // What is not Lua never runs, and is no part of the script.
            tell(.error(error))
            return .failure(error)
        }
        source += (source.isEmpty ? "" : "\n") + cell
        record.cells.append(LuaCells.Cell(text: cell, firstLine: firstLine))
        if let writer = record.writer { try writer.source(scriptFile, source) }
        do {
            let results = try ScriptThread.run {
                try enter(cell: record.cells.count - 1)
                return try runtime.evaluate(cell, name: request.script, firstLine: firstLine)
            }
            showTables()
            if !results.isEmpty { lastResults = results }
            return .success(results)
        } catch let error as LuaScriptError {
            progress.clear()
            showTables()
            tell(.error(error))
            return .failure(error)
        }
    }

    /// Ends a session of cells: the record is whole.
    ///
    /// - Parameter error: what the last cell failed with, where that ends the session.
    /// - Throws: what keeps the record from being finished.
    package func end(after error: LuaScriptError? = nil) throws -> Outcome {
        if let error { return try end(error) }
        return try complete(lastResults)
    }

    /// The name of the script's file in the record.
    private var scriptFile: String { request.script.split(separator: "/").last.map(String.init) ?? request.script }

    private func complete(_ results: [LuaData]) throws -> Outcome {
        if let outcome = refused { return outcome }
        if wantsParametersOnly { return .described(declared?.help ?? "") }
        if let first = request.assignments.first, declared == nil {
            return .misused("the script declares no parameters, so \(first.name) cannot be set")
        }
        if request.isReplay { return .completed }
        // Who only asked for help wants no record of it.
        if hasHelped, record.writer == nil, !record.hasPrinted { return .completed }
        warnOfUnreadParameters()
        try finish(.completed, error: nil, result: result(of: results))
        return .completed
    }

    func configuration(_ stop: LuaInterrupt) -> LuaConfiguration {
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
        configuration.memory = { [unowned self] kilobytes in
            determinism.disturb("the script asked how much memory it takes")
            return try Double.decode(journal.call("collectgarbage") { kilobytes.luaData })
        }
        configuration.interface = Reference.interface()
        configuration.help = { [unowned self] in try help($0) }
        configuration.folder = request.moduleFolder
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
        progress.clear()
        if !isPruned { tell(.error(error)) }
        let interrupted = error.kind == .interrupted || interrupt.isRequested
        let outcome = interrupted ? Outcome.interrupted(error) : .failed(error)
        // What follows the declarations may need what only a run has.
        if wantsParametersOnly, declared != nil, error.kind != .syntax { return .described(declared?.help ?? "") }
        // What is not Lua never ran, and `--help` runs nothing: neither is recorded.
        if error.kind == .syntax || wantsParametersOnly || request.isReplay { return outcome }
        // Nor is a script that failed before it had called anything.
        if !interrupted, record.writer == nil { return outcome }
        // A resumed script that did not come to the restart point leaves the record as it was.
        if let writer = record.writer, writer.isFollowing { return outcome }
        do {
            if isPruned {
                try finish(.pruned, error: nil, result: result(of: []))
            } else {
                try finish(interrupted ? .interrupted : .failed, error: error.screen())
            }
        } catch let failure as RunStoreError
            where error.message.contains("cannot write") && failure.code == .cannotWrite
        {
            // A disk that is full, or went away, ended the script; that its end is not recorded either is no news.
        }
        return outcome
    }
}
