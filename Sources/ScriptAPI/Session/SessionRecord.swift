internal import JSON
internal import LuaHost
internal import Provenance
internal import Ledger
internal import RunStore

/// The record of a run, and what waits until it begins.
struct SessionRecord {
    /// Something that happened before the record began.
    enum Pending {
        case cell(Int)
        case printed(String)
        case module(path: String, text: String)
        /// A data set that was opened.
        case data(JSONObject)
        /// A call that had finished.
        case call(JSONObject)
    }
    var writer: RunWriter?
    /// What is being found out beside the run.
    var facts: BackgroundFacts?
    /// What all executors of the run remember together.
    var ledger: RunLedger?
    /// The record of the run that is resumed, from the first line on.
    var resumed: RunWriter?
    /// The script's cells.
    var cells: [LuaCells.Cell] = []
    /// The parameters, once they are declared.
    var parameters: [RunInfo.Parameter] = []
    var pending: [Pending] = []

    /// Whether something was printed that no record holds yet.
    var hasPrinted: Bool { pending.contains { if case .printed = $0 { true } else { false } } }
}

extension Session {
    /// The record, begun now if it was not.
    ///
    /// A run is recorded once its script makes its first call, with all that was printed before: a script that fails sooner leaves nothing
    /// behind. Where the command line sets parameters it begins with their declaration, so that a mistake there leaves nothing either.
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
        let writer = try openRecord()
        record.writer = writer
        if request.isReplay {
            record.ledger = RunLedger(folder: nil)
            return try writePending(to: writer)
        }
        record.ledger = RunLedger(folder: writer.folder)
        opened(writer)
        let facts = BackgroundFacts(recordIn: writer)
        record.facts = facts
        // A recorded source lies in no repository; the run that it comes from says where it lay.
        if request.recorded == nil {
            let folder = ScriptFile.folder(of: request.script)
            facts.find { try Repository.note(folder, in: $0) }
        }
        return try writePending(to: writer)
    }

    private func writePending(to writer: RunWriter) throws -> RunWriter {
        for pending in record.pending {
            switch pending {
            case .cell(let index): try begin(index, in: writer)
            case .printed(let text): try writer.print(text)
            case .module(let path, let text): try writer.source(path, text)
            case .data(let fact): try writer.note(fact, in: "datasets")
            case .call(let call): try writer.call(call)
            }
        }
        record.pending = []
        return writer
    }

    private func openRecord() throws -> RunWriter {
        var info = RunInfo(script: request.script, seed: request.seed, commandLine: request.commandLine)
        info.provenance = Provenance.current
        info.parameters = record.parameters
        info.workingDirectory = ScriptFile.workingDirectory
        switch request {
        case .new(let run):
            info.sweep = run.trial?.of
            let writer = try RunWriter.create(
                in: run.runs, info: info, source: source, name: run.name, id: run.trial?.id)
            if run.labels != RunLabels() { try RunLabels.change(in: writer.folder) { $0 = run.labels } }
            return writer
        case .rerun(let rerun):
            info.rerunOf = rerun.of
            return try RunWriter.create(in: rerun.runs, info: info, source: source)
        case .resume(let resumption): return try resumedWriter(of: resumption)
        case .replay(let replay): return RunWriter(ignoringWritesTo: replay.run)
        }
    }

    /// The name and folder of the record, once there is one.
    package var recorded: (id: String, folder: String)? { record.writer.map { ($0.id, $0.folder) } }

    /// Prints a line and records it.
    func print(_ line: String) throws {
        if wantsParametersOnly { return }
        if let writer = record.writer {
            try writer.print(line + "\n")
        } else {
            record.pending.append(.printed(line + "\n"))
        }
        tell(.text(line + "\n"))
    }

    /// Shows what `help` says. Before the first call it is no part of the record, so that to ask for help alone leaves none.
    func help(_ text: String) throws {
        hasHelped = true
        if wantsParametersOnly { return }
        if record.writer == nil { tell(.text(text + "\n")) } else { try print(text) }
    }

    func enter(cell index: Int) throws {
        showTables()
        // A resumed run is there from the first line on.
        if case .resume = request { _ = try run() }
        if let writer = record.writer { try begin(index, in: writer) } else { record.pending.append(.cell(index)) }
    }

    func load(module path: String, _ text: String) throws {
        if let writer = record.writer {
            try writer.source(path, text)
        } else {
            record.pending.append(.module(path: path, text: text))
        }
    }

    private func begin(_ index: Int, in writer: RunWriter) throws {
        guard record.cells.indices.contains(index) else { return }
        let cell = record.cells[index]
        try writer.beginCell(title: cell.title, source: cell.source, line: cell.firstLine)
    }

    /// Ends the record. A script that made no call before it ended well is recorded too.
    func finish(_ status: RunStatus, error: String?, result: JSONValue = .null) throws {
        progress.clear()
        showTables()
        let writer = try record.writer ?? begin()
        if writer.isFollowing { throw journal.endedEarly() }
        record.ledger?.close()
        record.facts?.wait()
        for reason in signs.reasons { determinism.disturb(reason) }
        let served = try servedUsage()
        try writer.update { info in
            if !served.isEmpty { info.provenance["served"] = .array(served.map { .object($0) }) }
            info.determinism = .init(level: determinism.level.rawValue, reason: determinism.reason)
            info.provenance["shards"] = .array(determinism.shards.sorted().map { .int($0) })
            info.result = result
        }
        try writer.finish(status, error: error)
    }
}
