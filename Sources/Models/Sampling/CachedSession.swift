internal import Rollouts
internal import Torch

/// Conversations whose keys and values stay in memory from turn to turn.
///
/// The tokens of a request follow from the weights, the row's own context and the request's key, to the bit: not from the
/// other rows, their number, the number of shards, the thread, or the CPU. Their log-probabilities and the value are those
/// of a training pass over the same tokens.
final class CachedSession: SamplingSession {
    private struct Row {
        /// Tokens whose keys and values are in the cache.
        var length = 0
        /// The last token sampled: known, but not yet run.
        var pending: TokenID?
    }
    /// Rows that are sampled to their ends before the next ones begin, so that their keys and values stay in the cache.
    private static let group = 16

    private let weights: DecoderWeights
    private let sampling: Sampling
    private let stops: StopStrings?
    private let shards: Shards
    private let cache: KeyValueCache
    private let decoders: [Decoder]
    private var rows: [Row]

    init(
        weights: DecoderWeights, cache: KeyValueCache, rows: Int, sampling: Sampling, stops: StopStrings?,
        shards: Shards
    ) {
        (self.weights, self.cache, self.sampling, self.shards) = (weights, cache, sampling, shards)
        self.stops = stops
        self.rows = Array(repeating: Row(), count: rows)
        cache.reset(rows: rows)
        decoders = (0..<shards.count).map { _ in Decoder(weights: weights, cache: cache) }
    }

    func answer(_ all: [AnswerRequest]) throws -> [Answer] {
        let begun = all.map { begin($0) }
        // A row that cannot hold a whole answer gets none, whatever the others are.
        let room = weights.config.context - sampling.maximumTokens
        let fitting = all.indices.filter { rows[all[$0].row].length + begun[$0].count <= room }
        var replies = Array(repeating: Answer(tokens: [], logProbs: [], value: 0), count: all.count)
        for (index, answer) in zip(fitting, try sample(fitting.map { all[$0] }, fitting.map { begun[$0] })) {
            replies[index] = answer
        }
        return replies
    }

    private func sample(_ requests: [AnswerRequest], _ prompts: [[TokenID]]) throws -> [Answer] {
        let longest = zip(requests, prompts).map { rows[$0.row].length + $1.count }.max() ?? 0
        cache.reserve(positions: longest + sampling.maximumTokens)
        let parts = try shards.map { shard in
            let range = shards.range(shard, of: requests.count)
            return try stride(from: range.lowerBound, to: range.upperBound, by: Self.group).flatMap { first in
                let group = first..<min(first + Self.group, range.upperBound)
                return try sample(Array(requests[group]), Array(prompts[group]), decoders[shard])
            }
        }
        let answers = parts.flatMap { $0 }
        for (request, (prompt, answer)) in zip(requests, zip(prompts, answers)) {
            rows[request.row].length += prompt.count + answer.tokens.count - 1
            rows[request.row].pending = answer.tokens.last
        }
        return answers
    }

    /// The tokens that must run before the first one of the answer is sampled.
    private func begin(_ request: AnswerRequest) -> [TokenID] {
        switch request.context {
        case .append(let tokens): return (rows[request.row].pending.map { [$0] } ?? []) + tokens
        case .replace(let tokens):
            rows[request.row] = Row()
            return tokens
        }
    }

    private func sample(_ requests: [AnswerRequest], _ prompts: [[TokenID]], _ decoder: Decoder) throws -> [Answer] {
        var steps: [Decoder.Step] = [], wanted: [Int] = []
        for (request, prompt) in zip(requests, prompts) {
            for (index, token) in prompt.enumerated() {
                steps.append(Decoder.Step(token: token, row: request.row, position: rows[request.row].length + index))
            }
            wanted.append(steps.count - 1)
        }
        var hidden = try decoder.hidden(steps, wanted: wanted)
        var answers = values(hidden).map { Answer(tokens: [], logProbs: [], value: $0) }
        var live = Array(requests.indices)
        for index in 0..<sampling.maximumTokens where !live.isEmpty {
            let drawn = try Kernels.sample(
                decoder.logits(hidden, rows: live.count), rows: live.count, vocabulary: weights.output.outputs,
                temperature: sampling.temperature, filter: sampling.filter,
                uniforms: live.map { requests[$0].key.uniform(index) })
            for (slot, request) in live.enumerated() {
                answers[request].tokens.append(drawn.tokens[slot])
                answers[request].logProbs.append(drawn.logProbs[slot])
            }
            live = zip(live, drawn.tokens).filter { request, token in
                !sampling.ends.contains(token) && stops?.areReached(answers[request].tokens) != true
            }.map(\.0)
            guard index + 1 < sampling.maximumTokens else { break }
            let next = live.map { request in
                let row = requests[request].row
                let position = rows[row].length + prompts[request].count + index
                return Decoder.Step(token: answers[request].tokens[index], row: row, position: position)
            }
            hidden = try decoder.hidden(next, wanted: Array(next.indices))
        }
        return answers
    }

    /// The critic's value of each state, 0 without a value head.
    private func values(_ hidden: [Float]) -> [Float] {
        var out = [Float](repeating: 0, count: hidden.count / weights.config.hiddenSize)
        guard let head = weights.value else { return out }
        head.weight(hidden, rows: out.count, into: &out)
        return out.map { $0 + head.bias }
    }
}
