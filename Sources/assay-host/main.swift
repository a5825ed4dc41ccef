import Environments
import Foundation
import Models
import Rollouts
import Torch
import Training

func seconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
nonisolated func main() throws {
    let folder = CommandLine.arguments[1], out = CommandLine.arguments[2]
    let config = try LlamaConfig(file: folder + "/config.json")
    let tokenizer = try ByteLevelTokenizer(file: folder + "/tokenizer.json")
    let model = try LanguageModel(
        name: "minicoder", transformer: Transformer(config: config, seed: 0), codec: tokenizer, valueHead: nil,
        folder: folder,
        shards: Shards(count: 2))
    let markers = try ChatMarkers(tokenizer)
    let settings = FineTuner.Settings()
    let tuner = try FineTuner(model: model, settings: settings)
    for (recipe, rate) in [(MiniContests.Corpus.Recipe.skill, 2e-3), (.habit, 5e-4)] {
        let start = seconds()
        let corpus = MiniContests.conversations(recipe, seed: 0)
        let shards = Shards(count: 2)
        let data = try shards.map { shard in
            shards.range(shard, of: corpus.count).map { i -> WeightedSequence in
                let (ids, weights) = corpus.conversation(at: i).tokens(
                    codec: tokenizer, markers: markers, weights: recipe.weights)
                return WeightedSequence(tokens: ids, weights: weights)
            }
        }.flatMap { $0 }
        print("corpus", data.count, data.reduce(0) { $0 + $1.tokens.count }, seconds() - start)
        let pass = tuner.pass(over: data, learningRate: rate)
        while let report = try pass.advance(steps: 100) { print(report, seconds() - start) }
        try model.write(to: out + (rate == 2e-3 ? "-skill" : ""))
    }
}
try main()
