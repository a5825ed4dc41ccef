internal import LuaHost
internal import Models
internal import Rendering
internal import Training

/// Supervised fine-tuning as scripts hold it.
final class SFTObject: LuaObject {
    private let options: SFTOptions
    private let tuner: FineTuner
    private unowned let host: ScriptHost

    init(_ options: SFTOptions, host: ScriptHost) throws {
        (self.options, self.host) = (options, host)
        var settings = FineTuner.Settings()
        (settings.weightDecay, settings.gradientClip, settings.warmup) =
            (options.weightDecay, options.gradientClip, options.warmup)
        (settings.batchTokens, settings.seed) = (options.batchTokens, host.request.seed)
        tuner = try FineTuner(model: options.policy.model, settings: settings)
    }

    static let luaName = "SFT"
    static var luaClass: LuaClass<SFTObject> {
        LuaClass(
            luaName, "Imitates conversations. The optimizer's state carries over from pass to pass.",
            [
                .property("policy", "what it trains") { $0.options.policy },
                .method(
                    "pass", "Trains on each conversation once.", options: PassOptions.self,
                    returns: "metrics every so many steps, for run.log"
                ) { trainer, options in try trainer.pass(options) },
            ])
    }

    private func pass(_ options: PassOptions) throws -> LuaIterator<LuaTable> {
        let pass = tuner.pass(
            over: try options.corpus.sequences(for: self.options.policy), learningRate: options.learningRate)
        let began = ContinuousClock.now
        return LuaIterator<LuaTable> { [self] in
            guard let report = try pass.advance(steps: options.every) else {
                host.progress?.clear()
                return nil
            }
            let elapsed = (ContinuousClock.now - began).seconds
            let left = elapsed / Double(report.step) * Double(report.steps - report.step)
            host.progress?.show(
                "step \(report.step)/\(report.steps)  loss \(NumberFormat.fixed(report.loss, places: 3))  "
                    + "\(NumberFormat.short(Double(report.tokens) / elapsed)) tokens/s  "
                    + "\(NumberFormat.duration(left)) left")
            return [
                "loss": report.loss, "learning_rate": report.learningRate, "tokens": report.tokens,
                "time": ["tokens_per_second": Double(report.tokens) / elapsed] as LuaTable,
            ]
        }
    }
}
