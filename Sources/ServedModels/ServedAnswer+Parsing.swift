internal import JSON
internal import Rollouts

extension ServedAnswer {
    /// JSON values of an answer that are read; log-probabilities make most of them.
    private static let values = 1 << 22

    /// Reads the body of a `chat.completion` or a `text_completion`.
    ///
    /// - Parameter cleaned: takes out of each text what must not be kept.
    /// - Returns: an error's words where it is no such thing.
    static func parse(
        _ body: [UInt8], stops: [String], cleaned: (String) -> String
    ) -> Result<ServedAnswer, UnreadableAnswer> {
        let object: JSONObject
        do {
            guard let found = try JSONParser.parse(body, values: values).object else {
                return .failure(.init(problem: "a JSON object was expected"))
            }
            object = found
        } catch { return .failure(.init(problem: "\(error)")) }
        guard let choice = object["choices"]?.array?.first?.object else {
            return .failure(.init(problem: "it has no \"choices\""))
        }
        var text: String
        if let message = choice["message"]?.object {
            // A thinking model that was cut, or one that called a tool, says nothing.
            text = message["content"]?.string ?? ""
        } else if let completion = choice["text"]?.string {
            text = completion
        } else {
            return .failure(.init(problem: "its choice has neither a \"message\" nor a \"text\""))
        }
        text = cleaned(text)
        let reason = choice["finish_reason"]?.string.map { cleaned(String($0.prefix(64))) }
        guard let stop = StopReason(finish: reason) else {
            return .failure(.init(problem: "its \"finish_reason\" is \(reason.map { "\"\($0)\"" } ?? "missing")"))
        }
        var answer = ServedAnswer(text: text, stop: stop)
        answer.finishReason = reason
        (answer.tokens, answer.logProbs) = (tokens(choice), logProbs(choice))
        // Servers that know no stop texts go on: the answer ends there all the same, and its tokens are not those of the text.
        if let cut = stops.compactMap({ text.firstRange(of: $0)?.lowerBound }).min() {
            answer.text = String(text[..<cut])
            (answer.stop, answer.isStopped) = (.end, true)
            (answer.tokens, answer.logProbs) = (nil, nil)
        } else if let stopReason = choice["stop_reason"]?.string {
            // vLLM names the text that ended it.
            answer.isStopped = stops.contains(stopReason)
        }
        let usage = object["usage"]?.object
        func count(_ name: String) -> Int? { usage?[name]?.int.flatMap { (0...1 << 40).contains($0) ? $0 : nil } }
        (answer.promptTokens, answer.completionTokens) = (count("prompt_tokens"), count("completion_tokens"))
        return .success(answer)
    }

    /// The ids of tokens, as vLLM gives them.
    private static func tokens(_ choice: JSONObject) -> [TokenID]? {
        guard let list = choice["token_ids"]?.array else { return nil }
        let tokens = list.compactMap { $0.int.flatMap { TokenID(exactly: $0) } }
        return tokens.count == list.count ? tokens : nil
    }

    /// Log-probabilities of a chat's answer, or of a text's.
    private static func logProbs(_ choice: JSONObject) -> [Float]? {
        let list: [JSONValue]
        if let content = choice["logprobs"]?["content"]?.array {
            list = content.map { $0["logprob"] ?? .null }
        } else if let found = choice["logprobs"]?["token_logprobs"]?.array {
            list = found
        } else {
            return nil
        }
        let numbers = list.compactMap { $0.double.map { Float($0) } }
        return numbers.count == list.count && numbers.allSatisfy(\.isFinite) ? numbers : nil
    }
}

extension StopReason {
    /// What a server's `finish_reason` means here.
    fileprivate init?(finish reason: String?) {
        switch reason {
        case "stop", "eos", "end_turn": self = .end
        case "length": self = .length
        // Something else than a text was said: no program is looked for in it.
        case "tool_calls", "function_call", "content_filter": self = .malformed
        default: return nil
        }
    }
}

/// An answer that is no answer.
struct UnreadableAnswer: Error {
    var problem: String
}
