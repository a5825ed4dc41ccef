package import JSON
package import Rollouts

/// A server's answer, as the record keeps it.
package struct ServedAnswer: Sendable, Hashable {
    /// Without what ended it.
    package var text: String
    package var stop: StopReason
    /// Whether one of the stop texts ended it, where that is known.
    package var isStopped = false
    /// The server's own word for why it ended.
    package var finishReason: String?
    /// By the server's count; nil where it does not say.
    package var promptTokens: Int?
    package var completionTokens: Int?
    /// How often it was asked for.
    package var requests = 1
    /// The ids of the answer's tokens, where the server gives them.
    package var tokens: [TokenID]?
    /// The log-probability of each token, where the server gives them.
    package var logProbs: [Float]?

    /// An answer without what only some servers tell.
    package init(text: String, stop: StopReason) { (self.text, self.stop) = (text, stop) }

    package var reply: Reply {
        var trace: TokenTrace?
        if let tokens, let logProbs, tokens.count == logProbs.count {
            trace = TokenTrace(prompt: [], answer: tokens, logProbs: logProbs, value: 0)
        }
        return Reply(text, stop: stop, trace: trace)
    }

    package var json: JSONObject {
        var object: JSONObject = ["text": .string(text), "stop": .string(stop.rawValue)]
        if isStopped { object["stopped"] = true }
        if let finishReason { object["finish_reason"] = .string(finishReason) }
        if let promptTokens { object["prompt_tokens"] = .int(promptTokens) }
        if let completionTokens { object["completion_tokens"] = .int(completionTokens) }
        object["requests"] = .int(requests)
        if let tokens { object["tokens"] = .array(tokens.map { .int(Int($0)) }) }
        if let logProbs { object["log_probs"] = .array(logProbs.map { .number(Double($0)) }) }
        return object
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(_ json: JSONObject) {
        guard let text = json["text"]?.string, let stop = json["stop"]?.string.flatMap({ StopReason(rawValue: $0) })
        else { return nil }
        self.init(text: text, stop: stop)
        isStopped = json["stopped"]?.bool ?? false
        finishReason = json["finish_reason"]?.string
        func count(_ name: String) -> Int? { json[name]?.int.flatMap { (0...1 << 40).contains($0) ? $0 : nil } }
        (promptTokens, completionTokens) = (count("prompt_tokens"), count("completion_tokens"))
        requests = max(1, count("requests") ?? 1)
        tokens = json["tokens"]?.array.map { $0.compactMap { $0.int.flatMap { TokenID(exactly: $0) } } }
        logProbs = json["log_probs"]?.array.map { $0.compactMap { $0.double.map { Float($0) } } }
    }
}
