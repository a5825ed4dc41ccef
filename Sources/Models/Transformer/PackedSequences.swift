package import Rollouts

/// Token sequences laid end to end, so that no pass computes padding.
package struct PackedSequences: Sendable {
    /// All tokens, one sequence after another.
    package private(set) var tokens: [TokenID] = []
    /// The first token of each sequence, then the number of tokens.
    package private(set) var offsets: [Int32] = [0]

    /// No sequences.
    package init() {}

    /// Adds a sequence that is not empty.
    ///
    /// - Returns: the row of its first token.
    @discardableResult
    package mutating func append(_ sequence: some Sequence<TokenID>) -> Int {
        let first = tokens.count
        tokens.append(contentsOf: sequence)
        precondition(tokens.count > first)
        offsets.append(Int32(tokens.count))
        return first
    }

    package var isEmpty: Bool { tokens.isEmpty }
    /// How many sequences.
    package var count: Int { offsets.count - 1 }

    /// Some of the sequences alone.
    package subscript(range: Range<Int>) -> PackedSequences {
        let first = offsets[range.lowerBound]
        var part = PackedSequences()
        part.tokens = Array(tokens[Int(first)..<Int(offsets[range.upperBound])])
        part.offsets = offsets[range.lowerBound...range.upperBound].map { $0 - first }
        return part
    }
}
