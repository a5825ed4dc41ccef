internal import Models

/// How much of a shard's batch is on its way at once. It decides memory and time, and no bit.
package struct MicroBatching: Sendable, Hashable {
    /// Tokens of a micro-batch, at most, or one sequence. nil: as many as `bytes` hold the activations of, 256 to 8192.
    package var tokens: Int?
    /// Whether each layer's input alone is kept for the way back, and the rest computed again: a pass takes a third longer. nil: only
    /// for as many layers as would not fit into `bytes` otherwise.
    package var checkpointing: Bool?

    /// Bytes of activations that all shards of a step keep together, about, where nothing else is asked for.
    package static let bytes = 1 << 30

    /// Bounds what a batch takes, unless it is told how.
    package init(tokens: Int? = nil, checkpointing: Bool? = nil) {
        (self.tokens, self.checkpointing) = (tokens, checkpointing)
    }

    /// Tokens of a micro-batch.
    ///
    /// - Parameter trunks: transformers that a shard's micro-batch goes through.
    func tokens(of transformer: Transformer, shards: Int, trunks: Int = 1) -> Int {
        tokens ?? min(8192, max(256, Self.bytes / (shards * trunks * transformer.activationBytes)))
    }

    /// What a tape may keep of one pass through a transformer.
    func activationBytes(shards: Int, trunks: Int = 1) -> Int {
        switch checkpointing {
        case nil: Self.bytes / (shards * trunks)
        case true?: 0
        case false?: .max
        }
    }
}

extension PackedSequences {
    /// Runs of sequences that have at most `tokens` tokens together, or are one sequence.
    func runs(tokens: Int) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for index in 0..<count {
            if let last = runs.last, Int(offsets[index + 1] - offsets[last.lowerBound]) <= tokens {
                runs[runs.count - 1] = last.lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
        return runs
    }
}
