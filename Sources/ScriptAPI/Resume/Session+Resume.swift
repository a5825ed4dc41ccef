internal import Glibc
internal import JSON
internal import LuaHost
internal import Provenance
internal import Rollouts
internal import RunStore
internal import Torch

extension Session {
    /// Makes a call whose result comes from outside of the script, or answers it from the record of a resumed run.
    ///
    /// The parameters are those of `CallJournal.call`.
    func journaled(
        _ name: String, _ arguments: [JSONValue] = [], note: CallJournal.Note = .init(),
        functions: [String: LuaCallback] = [:], answered: () throws -> Void = {}, body: () throws -> LuaData
    ) throws -> LuaData {
        _ = try run()
        return try journal.call(
            name, arguments, note: note, functions: functions, answered: answered, body: body)
    }

    /// How many calls of a resumed run are answered from its journal.
    package var callsToAnswer: Int { restartPoint?.calls ?? 0 }

    /// Makes the journal of a run that begins, or reads that of the one that is resumed.
    func prepareJournal() throws {
        var recorded: [JSONObject] = []
        if case .resume(let resumption) = request {
            let folder = resumption.folder
            let writer = try RunWriter(resuming: folder)
            (record.resumed, restartPoint) = (writer, try RestartPoint.latest(of: folder))
            recorded = try JournaledCalls(of: folder, upTo: restartPoint).calls
        }
        var replayed: ((_ call: Int, _ functions: [String: LuaCallback]) throws -> Void)?
        if case .replay(let replay) = request {
            recorded = try replay.run.calls().map(\.json)
            replayed = replay.answered
        }
        journal = CallJournal(
            answering: recorded,
            write: { [unowned self] call, functions in
                guard let writer = record.writer else { return record.pending.append(.call(call)) }
                let number = try writer.call(call, functions: functions)
                origins.add(call, number: number)
                if pause.isRequested || isRestartPointDue(after: call) {
                    try restarts.make { try saveRestartPoint() }
                    if pause.isRequested { interrupt.request() }
                }
            },
            replayed: replayed, answered: { [unowned self] in origins.add($0, number: $1) },
            answeredAll: { [unowned self] in try goOn() })
    }

    /// The record that a resumed run goes on with.
    func resumedWriter(of resumption: Resumption) throws -> RunWriter {
        let writer = try record.resumed ?? RunWriter(resuming: resumption.folder)
        writer.follow(to: restartPoint)
        if !journal.isAnswering { try writer.goOn() }
        return writer
    }

    /// Notes an object that changes as it is used.
    ///
    /// - Returns: its number, the same whenever the script runs.
    func register(_ object: any Resumable) -> Int {
        objects.append(WeakResumable(object: object))
        return objects.count
    }

    /// Whether a restart point is due: after some time; and after each batch of an evaluation, where it costs little because no model has
    /// changed since the last one.
    private func isRestartPointDue(after call: JSONObject) -> Bool {
        if restarts.isDue { return true }
        guard call["call"]?.string == Self.batchCall else { return false }
        if let savedState { return savedState.changes == changes }
        return objects.allSatisfy { ((try? $0.object?.resumableState) ?? nil) == nil }
    }

    /// Makes this moment the one from which the run goes on if it is stopped. Where there is no room for that, training goes on without, as
    /// long as the record itself can be written.
    private func saveRestartPoint() throws {
        do { try writeRestartPoint() } catch let failure as RestartPointFailure {
            if !lacksRestartPoint {
                tell(
                    .warning(
                        "no restart point can be made: \(failure); the run goes on, and resumes from the last one if it is stopped"
                    ))
            }
            lacksRestartPoint = true
        }
    }

    private func writeRestartPoint() throws {
        var states: [(number: Int, state: ResumableState)] = []
        for (index, object) in objects.enumerated() {
            if let state = try object.object?.resumableState { states.append((index + 1, state)) }
        }
        let host: JSONObject = [
            "libtorch": .string(torchVersion), "numerics": .int(numericsVersion),
            "determinism": determinism.json, "signs": signs.json,
            "objects": .array(states.map { ["number": .int($0.number), "values": .object($0.state.values)] }),
        ]
        try run().restartPoint(calls: journal.finished, host: host) { folder in
            for (number, state) in states {
                let path = "/\(number).safetensors"
                // What has not changed since the last point is not written again.
                if let saved = savedState, saved.changes == changes, link(saved.folder + path, folder + path) == 0 {
                    continue
                }
                try state.save(folder + path)
            }
        }
        lacksRestartPoint = false
        savedState = (changes, try run().folder + "/resume/\(journal.finished)")
    }

    /// Makes the script's objects what they were, and lets the record grow again.
    private func goOn() throws {
        if request.isReplay { return }
        if let point = restartPoint {
            let saved = (point.host["objects"]?.array ?? []).compactMap(\.object)
            for entry in saved {
                guard let number = entry["number"]?.int, objects.indices.contains(number - 1) else {
                    throw Divergence(
                        description: "the script diverges from the run that it resumes: it has made \(objects.count) "
                            + "objects where it had made \(entry["number"]?.int ?? 0)")
                }
                // One that is gone already is one that the script cannot use any more.
                try objects[number - 1].object?.resumableState?.restore(
                    "\(point.folder)/\(number).safetensors", entry["values"]?.object ?? [:])
            }
            savedState = (changes, point.folder)
            determinism.restore(point.host["determinism"] ?? .null)
            signs.restore(point.host["signs"] ?? .null)
            let numerics = point.host["numerics"]?.int.map { String($0) }
            for (what, then, now) in [
                ("libtorch", point.host["libtorch"]?.string, torchVersion),
                ("numerics", numerics, String(numericsVersion)),
            ] {
                let then = then ?? "unknown"
                if then != now { determinism.disturb("resumed with \(what) \(now) what had begun with \(then)") }
            }
        }
        try run().goOn()
    }
}

/// An object that the script holds, as long as it does.
struct WeakResumable {
    weak var object: (any Resumable)?
}
