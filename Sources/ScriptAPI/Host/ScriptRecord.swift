internal import JSON
internal import LuaHost
internal import Provenance
internal import Rendering
internal import RunStore

/// The record of a run, and what waits until it begins.
struct ScriptRecord {
    var writer: RunWriter?
    /// What is being found out beside the run.
    var facts: BackgroundFacts?
    /// What all executors of the run remember together.
    var ledger: RunLedger?
    /// The record of the run that is resumed, from the first line on.
    var resumed: RunWriter?
    /// The script's cells, and the one that runs.
    var cells: [LuaCells.Cell] = []
    var cell: Int?
    /// The parameters, once they are declared.
    var parameters: [RunInfo.Parameter] = []
    /// Data sets that were opened before the record began.
    var data: [JSONObject] = []
    /// Modules that were required before the record began.
    var modules: [(path: String, text: String)] = []
    /// What was printed before the record began.
    var printed = ""
    /// Calls that had finished before the record began.
    var calls: [JSONObject] = []
}

extension ScriptHost {
    /// The record, begun now if it was not.
    ///
    /// A run is recorded from its first line on, unless the command line sets parameters: then from their declaration on, so
    /// that a mistake on the command line leaves nothing behind.
    /// - Throws: `Refusal` in `--help` mode, and when the command line sets parameters that are not declared by now.
    func run() throws -> RunWriter {
        if let writer = record.writer { return writer }
        if wantsParametersOnly { throw refuse(.help) }
        if let first = request.assignments.first, declared == nil {
            throw refuse(
                .misuse(
                    "\(first.name)=\(first.value) was given, but the script declares no parameters before its first call; "
                        + "declare them with run.params { \(first.name) = … }"))
        }
        return try begin()
    }

    /// Notes why the script goes no further, so that no `pcall` of its own hides it.
    func refuse(_ refusal: Refusal) -> Refusal {
        self.refusal = self.refusal ?? refusal
        return refusal
    }

    private func begin() throws -> RunWriter {
        var info = RunInfo(script: request.script, seed: request.seed, commandLine: request.commandLine)
        info.provenance = Provenance.current
        (info.parameters, info.rerunOf) = (record.parameters, request.rerunOf)
        info.workingDirectory = ScriptFile.workingDirectory
        let writer =
            try resumedWriter()
            ?? RunWriter.create(in: request.runs, info: info, source: source, name: request.name)
        (record.writer, record.ledger) = (writer, RunLedger(folder: writer.folder))
        let facts = BackgroundFacts(recordIn: writer)
        record.facts = facts
        // A recorded source lies in no repository; the run that it comes from says where it lay.
        if request.recorded == nil {
            let folder = ScriptFile.folder(of: request.script)
            facts.find { try Repository.note(folder, in: $0) }
        }
        for fact in record.data { try writer.note(fact, in: "datasets") }
        for module in record.modules { try writer.source(module.path, module.text) }
        if let cell = record.cell { try begin(cell, in: writer) }
        if !record.printed.isEmpty { try writer.print(record.printed) }
        for call in record.calls { try writer.journal(call) }
        (record.data, record.modules, record.printed, record.calls) = ([], [], "", [])
        return writer
    }

    /// The name and folder of the record, once there is one.
    package var recorded: (id: String, folder: String)? { record.writer.map { ($0.id, $0.folder) } }

    /// Prints a line and records it.
    func print(_ line: String) throws {
        if wantsParametersOnly { return }
        if let writer = record.writer { try writer.print(line + "\n") } else { record.printed += line + "\n" }
        show(line + "\n")
    }

    func enter(cell index: Int) throws {
        showTables()
        record.cell = index
        if let writer = record.writer {
            try begin(index, in: writer)
        } else if !waitsForParameters, !wantsParametersOnly {
            _ = try run()
        }
    }

    /// Whether the record begins with the declaration of the parameters only.
    private var waitsForParameters: Bool {
        guard let recorded = request.recorded else { return !request.assignments.isEmpty }
        if let resumed = record.resumed, !resumed.isRerun { return recorded.parameters.contains(where: \.isSet) }
        return !recorded.parameters.isEmpty
    }

    func load(module path: String, _ text: String) throws {
        if let writer = record.writer { try writer.source(path, text) } else { record.modules.append((path, text)) }
    }

    private func begin(_ index: Int, in writer: RunWriter) throws {
        guard record.cells.indices.contains(index) else { return }
        let cell = record.cells[index]
        try writer.beginCell(title: cell.title, source: cell.source, line: cell.firstLine)
    }

    /// Ends the record. A script that came to an end before it declared the parameters it was given is recorded too.
    func finish(_ status: RunStatus, error: String?) throws {
        progress?.clear()
        showTables()
        let writer = try record.writer ?? begin()
        if writer.isFollowing { throw journal.endedEarly() }
        record.ledger?.close()
        record.facts?.wait()
        for reason in signs.reasons { determinism.disturb(reason) }
        try writer.update { info in
            info.determinism = .init(level: determinism.level.rawValue, reason: determinism.reason)
            info.provenance["shards"] = .array(determinism.shards.sorted().map { .int($0) })
        }
        try writer.finish(status, error: error)
    }
}
