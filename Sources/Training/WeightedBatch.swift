package import Models
internal import Rollouts
package import Torch

/// Weighted sequences laid end to end.
package struct WeightedBatch {
    package private(set) var sequences = PackedSequences()
    private var weights: [Float] = []

    package init(_ sequences: [WeightedSequence]) {
        for sequence in sequences {
            self.sequences.append(sequence.tokens)
            weights += sequence.weights
        }
    }

    /// Some of the sequences alone.
    package subscript(range: Range<Int>) -> WeightedBatch {
        var part = WeightedBatch([])
        part.sequences = sequences[range]
        part.weights = Array(
            weights[Int(sequences.offsets[range.lowerBound])..<Int(sequences.offsets[range.upperBound])])
        return part
    }

    /// The row before each token that counts, the token, and its weight.
    fileprivate var targets: (rows: [Int32], tokens: [TokenID], weights: [Float]) {
        var out: (rows: [Int32], tokens: [TokenID], weights: [Float]) = ([], [], [])
        let starts = Set(sequences.offsets)
        for (row, weight) in weights.enumerated() where weight > 0 && !starts.contains(Int32(row)) {
            out.rows.append(Int32(row - 1))
            out.tokens.append(sequences.tokens[row])
            out.weights.append(weight)
        }
        return out
    }
}

extension Transformer {
    /// Weight times log p of each token that counts, or nil when none does.
    package func weightedLogProbs(_ batch: WeightedBatch, on tape: Tape = Tape()) throws -> Tensor? {
        let targets = batch.targets
        guard !targets.rows.isEmpty else { return nil }
        let hidden = try hidden(batch.sequences, on: tape).rows(targets.rows)
        return try logProbs(hidden, of: targets.tokens, on: tape).logProbs * Tensor(targets.weights)
    }
}
