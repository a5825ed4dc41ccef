internal import Disk
internal import JSON
package import Rollouts

/// What a server is asked: messages to answer, or a text to go on with.
package struct ServedRequest: Sendable {
    package enum Context: Sendable, Hashable {
        case messages([Message])
        case text(String)
    }
    package var context: Context
    package var options: ReplyOptions
    package var key: RandomKey

    /// A request from its parts.
    package init(_ context: Context, options: ReplyOptions, key: RandomKey) {
        (self.context, self.options, self.key) = (context, options, key)
    }

    /// The path of what answers it.
    var path: String {
        switch context {
        case .messages: "chat/completions"
        case .text: "completions"
        }
    }

    /// A number for the server's own random numbers: of this request alone, the same whenever it is asked.
    var seed: Int { Int(key.block(0)[0] >> 1) }

    /// What is sent but for the context. What stands at its usual value is left out where servers differ in what they know.
    func settings(_ model: ServedModel) -> JSONObject {
        var body: JSONObject = [
            "model": .string(model.name), "max_tokens": .int(options.maximumTokens),
            "temperature": .number(options.temperature), "seed": .int(seed), "stream": false,
        ]
        if options.topP < 1 { body["top_p"] = .number(options.topP) }
        if options.topK > 0 { body["top_k"] = .int(options.topK) }
        if options.minP > 0 { body["min_p"] = .number(options.minP) }
        if !options.stops.isEmpty { body["stop"] = .array(options.stops.map { .string($0) }) }
        if model.wantsLogProbs {
            switch context {
            case .messages: (body["logprobs"], body["top_logprobs"]) = (true, 0)
            case .text: body["logprobs"] = 0
            }
        }
        if model.wantsTokens { body["return_token_ids"] = true }
        body.merge(model.extra)
        return body
    }

    private var contextJSON: (name: String, value: JSONValue) {
        switch context {
        case .text(let text): ("prompt", .string(text))
        case .messages(let messages):
            (
                "messages",
                .array(messages.map { ["role": .string($0.role.rawValue), "content": .string($0.text)] })
            )
        }
    }

    func body(_ model: ServedModel) -> [UInt8] {
        var body = settings(model)
        let (name, value) = contextJSON
        body[name] = value
        return JSONValue.object(body).encoded()
    }

    /// What tells it from other requests of a run.
    package func asked(_ model: ServedModel, in scope: String) -> AskedAnswer {
        AskedAnswer(
            scope: scope, place: "\(key.purpose.rawValue)/\(key.update)/\(key.episode)/\(key.turn)",
            settings: ContentHash.of(JSONValue.object(settings(model)).encoded()),
            context: ContentHash.of(contextJSON.value.encoded()))
    }
}

/// An answer's place in a run, and what was asked for it, by hashes.
package struct AskedAnswer: Sendable, Hashable {
    /// The evaluation that asks, or another call of the script.
    package var scope: String
    /// The random key's purpose, update, episode and turn.
    package var place: String
    package var settings: String
    package var context: String

    /// A place from its parts.
    package init(scope: String, place: String, settings: String, context: String) {
        (self.scope, self.place, self.settings, self.context) = (scope, place, settings, context)
    }
}
