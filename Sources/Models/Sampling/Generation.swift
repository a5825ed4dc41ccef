package import Rollouts
internal import Torch

extension LanguageModel {
    /// A conversation that ends with what is to be answered, as tokens.
    ///
    /// - Throws: `UnfitMessages` unless messages of a user and answers take turns, a user's last.
    package func context(of messages: [Message]) throws -> [TokenID] {
        let template = try template
        var tokens: [TokenID] = []
        for (index, message) in messages.enumerated() {
            guard message.role == (index.isMultiple(of: 2) ? .user : .assistant) else {
                throw UnfitMessages(position: index + 1)
            }
            switch message.role {
            case .user:
                tokens += try template.prompt(Array(messages[...index]), after: index == 0 ? nil : .end).tokens
            case .assistant: tokens += template.answer(message.text)
            }
        }
        guard messages.last?.role == .user else { throw UnfitMessages(position: messages.count + 1) }
        return tokens
    }

    /// A text that is gone on with as it is, behind what the tokenizer puts before every text.
    package func context(of prompt: String) -> [TokenID] { codec.opening + codec.encode(prompt) }

    /// Conversations that are sampled together: their keys and values are in memory at once.
    private static let rows = 64

    /// `samples` answers to each of `contexts`. The random numbers of answer i to context c are those of episode `c samples + i` of `key`.
    ///
    /// - Throws: `FullContext` for a context that leaves no room for an answer.
    package func generate(
        after contexts: [[TokenID]], samples: Int, _ options: ReplyOptions, key: RandomKey, interrupt: Interrupt
    ) throws -> [[Sample]] {
        let room = transformer.config.context - options.maximumTokens
        if let long = contexts.first(where: { $0.count > room || $0.isEmpty }) {
            throw FullContext(tokens: long.count, answer: options.maximumTokens, context: transformer.config.context)
        }
        // A model without a chat template goes on with texts all the same.
        let ends = (try? template.ends) ?? Set(transformer.config.end)
        var sampling = Sampling(
            temperature: options.temperature, maximumTokens: options.maximumTokens, ends: ends)
        sampling.filter = TokenFilter(topK: options.topK, topP: options.topP, minP: options.minP)
        let stops = options.stops.isEmpty ? nil : StopStrings(options.stops, codec: codec)
        let all = contexts.flatMap { Array(repeating: $0, count: samples) }
        var answers: [Sample] = []
        for first in stride(from: 0, to: all.count, by: Self.rows) {
            try interrupt.check()
            let part = first..<min(first + Self.rows, all.count)
            let session = try session(rows: part.count, sampling: sampling, stops: stops)
            let requests = part.map { row in
                var own = key
                own.episode += UInt32(row)
                return AnswerRequest(row: row - first, context: .replace(all[row]), key: own)
            }
            answers += try session.answer(requests).map { Sample($0, ends: ends, stops: stops, codec: codec) }
        }
        return contexts.indices.map { Array(answers[$0 * samples..<($0 + 1) * samples]) }
    }

    /// The log-probability of each token of `answer` after `context`, at temperature 1.
    package func logProbs(of answer: [TokenID], after context: [TokenID]) throws -> [Float] {
        guard !answer.isEmpty else { return [] }
        let count = context.count + answer.count
        guard !context.isEmpty, count <= transformer.config.context else {
            throw FullContext(tokens: context.count, answer: answer.count, context: transformer.config.context)
        }
        var batch = PackedSequences()
        batch.append((context + answer).dropLast())
        let rows = (context.count - 1..<count - 1).map(Int32.init)
        return try withoutGradient {
            try transformer.logProbs(transformer.hidden(batch).rows(rows), of: answer).logProbs.floats()
        }
    }
}

/// An answer that was sampled by itself.
package struct Sample: Sendable, Hashable {
    /// Without what ended it.
    package var text: String
    /// With the token that ended it, if one did.
    package var tokens: [TokenID]
    /// The log-probability at temperature 1 of each token.
    package var logProbs: [Float]
    package var end: End

    /// Why it ended.
    package enum End: String, Sendable { case end, length, stop }

    init(_ answer: Answer, ends: Set<TokenID>, stops: StopStrings?, codec: any TokenCodec) {
        (tokens, logProbs) = (answer.tokens, answer.logProbs)
        let isEnded = answer.tokens.last.map { ends.contains($0) } ?? false
        let whole = codec.decode(isEnded ? answer.tokens.dropLast() : answer.tokens)
        let cut = stops?.cut(whole)
        text = cut ?? whole
        end = cut != nil ? .stop : isEnded ? .end : .length
    }
}

/// Messages that are no conversation.
package struct UnfitMessages: Error, CustomStringConvertible {
    /// Of the first one that does not fit, from 1.
    package let position: Int
    package var description: String {
        "message \(position) is out of turn: messages of the roles \"user\" and \"assistant\" take turns, the first and the last of \"user\""
    }
}

/// A context without room for an answer.
package struct FullContext: Error, CustomStringConvertible {
    package let tokens: Int, answer: Int, context: Int
    package var description: String {
        tokens == 0
            ? "there is nothing to answer: a context has a token at least"
            : "a context of \(tokens) tokens and an answer of up to \(answer) do not fit the model's \(context) positions; shorten the prompt, or lower max_tokens"
    }
}
