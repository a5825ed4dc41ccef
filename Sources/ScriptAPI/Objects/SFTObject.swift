internal import JSON
internal import LuaHost
internal import Models
internal import Provenance
internal import Rendering
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
            model: options.policy.model, settings: options.settings(runSeed: host.request.seed),
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
        let pass = tuner.pass(
            over: try options.corpus.sequences(for: self.options.policy), learningRate: options.learningRate)
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
                note: .init(
                    settings: JSONObject(noting: options.settings), inputs: ["policy": self.options.policy.noted]),
                answered: {
                    pass.skip(steps: options.every)
                    self.options.policy.changed()
                }
            ) { try advance(pass, options, began) }
        }
    }

    /// The settings by value, for the record.
    private func noteSettings() throws {
        var settings = JSONObject(noting: options.settings)
        settings["seed"] = .seed(options.settings(runSeed: host.request.seed).seed)
        (settings["policy"], settings["name"]) = (nil, nil)
        var fact: JSONObject = [
            "name": .string(name.name), "kind": "sft", "policy": .string(options.policy.model.name),
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
