import ArgumentParser
import Models

/// What both sides do: how many rows, how many tokens, how often. Lengths are fixed; no answer ends early.
struct Workload: Codable, Sendable {
    /// Conversations that are sampled together.
    var rows = 96
    /// Tokens of context before the first answer.
    var prompt = 60
    /// Tokens sampled in a turn.
    var new = 26
    var turns = 3
    /// Tokens of context that come between two turns.
    var feedback = 18
    /// Sequences of a training batch, and tokens in each.
    var trainRows = 48
    var trainLength = 140
    /// The side of the square matrices whose product is the machine's limit, and how many products are timed together.
    var productSize = 768
    var productRepeats = 8
    /// Whether times are CPU seconds instead of those on the wall.
    var countsCPUTime = false

    /// For a model of a hundred million parameters: one batch of 16, and passes that end.
    static let large: Workload = {
        var workload = Workload()
        (workload.rows, workload.prompt, workload.new, workload.feedback) = (16, 64, 64, 32)
        (workload.trainRows, workload.trainLength) = (4, 256)
        return workload
    }()

    /// Something that is timed as a whole.
    enum Measure: String, Codable, Sendable, CaseIterable, ExpressibleByArgument {
        case threeTurns = "three_turns"
        case generate, training
        case product

        /// What the table calls it.
        var title: String {
            switch self {
            case .threeTurns: "three-turn rollouts"
            case .generate: "one generate"
            case .training: "forward + backward"
            case .product: "square product"
            }
        }
    }

    /// What a measure's rate counts: sampled tokens, trained tokens, or products.
    func units(_ measure: Measure) -> Int {
        switch measure {
        case .generate: rows * new
        case .threeTurns: rows * new * turns
        case .training: trainRows * trainLength
        case .product: productRepeats
        }
    }

    /// Floating point operations that a measure needs at the least, a multiplication and an addition counted as two:
    /// every matrix for every token, attention over the tokens before it, a backward pass as two forward ones.
    ///
    /// Rollouts are counted with a cache that lives across turns; the last sampled token is no input, and only sampled
    /// tokens need the output layer.
    func neededFlops(_ measure: Measure, _ config: TransformerConfig) -> Double {
        func inference(turns: Int) -> Int {
            let inputs = prompt + turns * new + (turns - 1) * feedback - 1
            return rows
                * (inputs * config.layerFlops + turns * new * config.outputFlops + config.attentionFlops(inputs))
        }
        switch measure {
        case .generate: return Double(inference(turns: 1))
        case .threeTurns: return Double(inference(turns: turns))
        case .training:
            let forward = trainLength * (config.layerFlops + config.outputFlops) + config.attentionFlops(trainLength)
            return Double(3 * trainRows * forward)
        case .product:
            return Double(productRepeats) * 2 * Double(productSize * productSize * productSize)
        }
    }
}

extension TransformerConfig {
    /// The matrices of all layers, for one token.
    fileprivate var layerFlops: Int {
        let queries = heads * headDimension, keys = keyValueHeads * headDimension
        return 2 * layers * hiddenSize * (2 * queries + 2 * keys + 3 * intermediateSize)
    }
    /// The output layer, for one token.
    fileprivate var outputFlops: Int { 2 * hiddenSize * vocabularySize }
    /// Queries with keys and weights with values, each position of a sequence with all up to itself.
    fileprivate func attentionFlops(_ length: Int) -> Int {
        4 * layers * heads * headDimension * (length * (length + 1) / 2)
    }
}
