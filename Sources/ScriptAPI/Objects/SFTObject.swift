internal import Replay
internal import JSON
internal import LuaHost
internal import Models
internal import Provenance
internal import Rendering
internal import Rollouts
internal import Training

/// Supervised fine-tuning as scripts hold it.
final class SFTObject: LuaObject, Resumable, Noted {
    private let options: SFTOptions
    private let name: TrainerName
    private let tuner: FineTuner
    private unowned let host: Session
    /// Which of the run's objects it is.
    private var number = 0
    /// Calls of `pass` so far.
    private var passes = 0

    init(_ options: SFTOptions, host: Session) throws {
        (self.options, self.host) = (options, host)
        name = try host.trainerName(options.name, kind: "sft")
        tuner = try FineTuner(
            model: try options.policy.model, settings: options.settings(runSeed: host.request.seed),
            interrupt: host.interrupt)
        options.policy.isTrained = true
        number = host.register(self)
    }

    var resumableState: ResumableState? {
        ResumableState(
            tensors: tuner.state, values: ["steps": .int(tuner.steps)],
            restored: { [tuner] in tuner.restored(steps: $0["steps"]?.int ?? 0) })
    }

    var noted: JSONValue { ["trainer": .int(number)] }

    static let luaName = "SFT"
    static var luaClass: LuaClass<SFTObject> {
        LuaClass(
            luaName, "Imitates conversations. The optimizer's state carries over from pass to pass.",
            [
                .property("policy", "what it trains") { $0.options.policy },
                .property("name", "what the record calls it") { $0.name.name },
                .method(
                    "pass", "Trains on each conversation once.", options: PassOptions.self,
                    returns: "metrics every so many steps, for run.log", record: .each(.passReport)
                ) { trainer, options in try trainer.pass(options) },
            ])
    }

    private func pass(_ options: PassOptions) throws -> LuaIterator<LuaData> {
        try noteSettings()
        passes += 1
        let episodes = try kept(options)
        let pass = tuner.pass(over: try sequences(options, episodes), learningRate: options.learningRate)
        let began = ContinuousClock.now, passNumber = passes
        var reports = 0
        return LuaIterator<LuaData> { [self] in
            guard !pass.isOver else {
                host.progress.clear()
                return nil
            }
            reports += 1
            return try host.journaled(
                "SFT:pass", [.int(number), .int(passNumber), .int(reports)],
                note: note(options, reports == 1 ? episodes : nil),
                answered: {
                    pass.skip(steps: options.every)
                    self.options.policy.changed()
                }
            ) { try advance(pass, options, began) }
        }
    }

    /// The episodes that a pass imitates; nil for one over a corpus.
    private func kept(_ pass: PassOptions) throws -> EpisodeList? {
        guard pass.corpus == nil else { return nil }
        guard let all = (pass.episodes ?? options.episodes)?.tables else {
            throw LuaMismatch(
                "there is nothing to imitate: give sft:pass a corpus, or trainer.sft episodes, such as env:play { policy = p, count = 500 }"
            )
        }
        guard !all.isEmpty else { throw LuaMismatch("'episodes' is empty: there is nothing to imitate") }
        guard let keep = options.keep else { return EpisodeList(tables: all) }
        let kept = try all.filter {
            try keep.call(ScriptFunctions.typed($0.luaData, of: "keep"), as: Bool.self, name: "keep")
        }
        guard !kept.isEmpty else { throw LuaMismatch("'keep' kept none of \(all.count) episodes") }
        return EpisodeList(tables: kept)
    }

    private func sequences(_ pass: PassOptions, _ episodes: EpisodeList?) throws -> [WeightedSequence] {
        if let episodes {
            return try host.sequences(of: episodes, onlyLast: options.onlyLast, codec: options.policy.model.codec)
        }
        return try pass.corpus?.sequences(for: options.policy) ?? []
    }

    /// What a report's steps use; which episodes, the first report says.
    private func note(_ pass: PassOptions, _ episodes: EpisodeList?) -> CallJournal.Note {
        var inputs: JSONObject = ["policy": options.policy.noted]
        if let episodes { inputs["episodes"] = episodes.noted }
        return CallJournal.Note(settings: JSONObject(noting: pass.settings), inputs: inputs)
    }

    /// The settings by value, for the record.
    private func noteSettings() throws {
        var settings = JSONObject(noting: options.settings)
        settings["seed"] = .seed(options.settings(runSeed: host.request.seed).seed)
        for other in ["policy", "name", "episodes"] { settings[other] = nil }
        var fact: JSONObject = [
            "name": .string(name.name), "kind": "sft", "policy": .string(options.policy.name),
        ]
        fact.merge(settings)
        try host.run().note(fact, in: "trainers")
    }

    private func advance(
        _ pass: FineTuner.Pass, _ options: PassOptions, _ began: ContinuousClock.Instant
    ) throws -> LuaData {
        guard let report = try pass.advance(steps: options.every) else { return .none }
        self.options.policy.changed()
        let elapsed = (ContinuousClock.now - began).seconds
        let left = elapsed / Double(report.step) * Double(report.steps - report.step)
        host.progress.show(
            "step \(report.step)/\(report.steps)  loss \(NumberFormat.fixed(report.loss, places: 3))  "
                + "\(NumberFormat.short(Double(report.tokens) / elapsed)) tokens/s  "
                + "\(NumberFormat.duration(left)) left")
        let table: LuaTable = [
            "step": tuner.steps, "loss": report.loss, "learning_rate": report.learningRate, "tokens": report.tokens,
            "time": ["tokens_per_second": Double(report.tokens) / elapsed] as LuaTable,
        ]
        return name.labelled(table)
    }
}
