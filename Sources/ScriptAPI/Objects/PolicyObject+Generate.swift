internal import JSON
package import LuaHost
internal import Models
internal import Provenance
internal import Replay
internal import Rollouts

extension PolicyObject {
    /// What samples and weighs texts.
    static var textMethods: [LuaMember<PolicyObject>] {
        [
            .method(
                "generate", "Samples n answers to a prompt, to messages, or to each of several prompts.",
                options: GenerateOptions.self, returns: "the answers, those to the first prompt first",
                record: .list(.sample)
            ) { try $0.generate($1) },
            .method(
                "logprobs", "How probable a text is after a prompt or messages.", options: LogProbsOptions.self,
                returns: "its tokens and their log-probabilities", record: .one(.logProbs)
            ) { try $0.logProbs($1) },
        ]
    }

    private func generate(_ options: GenerateOptions) throws -> LuaData {
        // With a seed of its own a call samples the same wherever it stands; without one each call samples anew.
        let call = options.seed == nil ? host.generations : 0
        if options.seed == nil { host.generations += 1 }
        let seed = options.seed.map { UInt64($0) } ?? host.request.seed
        let key = RandomKey(seed: seed, purpose: .generation, update: call)
        let note = CallJournal.Note(
            settings: JSONObject(noting: options.settings), inputs: ["policy": noted, "random": key.noted])
        return try host.journaled("Policy:generate", [.int(number)], note: note) {
            if case .served(let server, _) = mind { return try generate(options, key, server) }
            let model = try model
            let contexts =
                try options.prompts.isEmpty
                ? [context(options.prompt, options.messages)] : options.prompts.map { try context($0, []) }
            var settings = ReplyOptions(temperature: options.temperature, maximumTokens: options.maxTokens)
            (settings.topK, settings.topP, settings.minP) = (options.topK, options.topP, options.minP)
            settings.stops = options.stop
            let answers = try said {
                try model.generate(
                    after: contexts, samples: options.n, settings, key: key, interrupt: host.interrupt)
            }
            return .table(
                LuaTable(
                    list: answers.enumerated().flatMap { index, samples in
                        samples.map { .table(table($0, prompt: index + 1)) }
                    }))
        }
    }

    private func table(_ sample: Sample, prompt: Int) -> LuaTable {
        [
            "prompt": prompt, "text": sample.text, "tokens": sample.tokens.map(Int.init),
            "log_probs": sample.logProbs.map(Double.init), "stop": sample.end.rawValue,
        ]
    }

    private func logProbs(_ options: LogProbsOptions) throws -> LuaData {
        let note = CallJournal.Note(settings: JSONObject(noting: options.settings), inputs: ["policy": noted])
        return try host.journaled("Policy:logprobs", [.int(number)], note: note) {
            let model = try model
            let tokens = model.codec.encode(options.text)
            let logProbs = try said {
                try model.logProbs(of: tokens, after: context(options.prompt, options.messages)).map(Double.init)
            }
            let table: LuaTable = [
                "tokens": tokens.map(Int.init), "log_probs": logProbs, "total": logProbs.reduce(0, +),
            ]
            return .table(table)
        }
    }

    private func context(_ prompt: String?, _ messages: [MessageOptions]) throws -> [TokenID] {
        let model = try model
        if let prompt { return model.context(of: prompt) }
        return try said { try model.context(of: messages.map { Message($0.role.role, $0.content) }) }
    }

    /// What does not fit a model is the script's mistake.
    private func said<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch let error as UnfitMessages {
            throw LuaMismatch(error.description)
        } catch let error as FullContext { throw LuaMismatch(error.description) }
    }
}

/// A message of a conversation as scripts write it.
struct MessageOptions: LuaOptions {
    enum Role: String, LuaChoice {
        case user, assistant
        var role: Message.Role { self == .user ? .user : .assistant }
    }
    @LuaParameter("role", "who says it") var role: Role
    @LuaParameter("content", "what is said") var content: String
}

/// What is answered, and how.
struct GenerateOptions: LuaOptions {
    @LuaParameter("prompt", "a text that is gone on with, as it is", position: 1) var prompt: String?
    @LuaParameter("prompts", "several such texts") var prompts: [String] = []
    @LuaParameter("messages", "a conversation to answer, by the policy's chat template", spelled: "MessageOptions[]?")
    var messages: [MessageOptions] = []
    @LuaParameter("n", "answers", .in(1...100_000)) var n = 1
    @LuaParameter("temperature", "of sampling; 0 takes the most probable token", .in(0...100)) var temperature = 1.0
    @LuaParameter("top_k", "tokens are drawn from among this many, the most probable; 0 for all", .in(0...10_000_000))
    var topK = 0
    @LuaParameter(
        "top_p", "tokens are drawn from the most probable ones that together have this probability", .in(1e-6...1))
    var topP = 1.0
    @LuaParameter(
        "min_p", "tokens are drawn from those with at least this part of the largest probability", .in(0...1))
    var minP = 0.0
    @LuaParameter("max_tokens", "an answer is cut here", .in(1...1_000_000)) var maxTokens = 256
    @LuaParameter("stop", "texts that end an answer, and are no part of it") var stop: [String] = []
    @LuaParameter("seed", "of sampling; the run's when left out, and others in each call", .optional(.in(0...)))
    var seed: Int?

    func validate() throws(LuaMismatch) {
        try oneOf([("prompt", prompt != nil), ("prompts", !prompts.isEmpty), ("messages", !messages.isEmpty)])
        if stop.contains("") { throw LuaMismatch("'stop' must not hold an empty text: it would end every answer") }
    }
}

/// A text, and what it comes after.
struct LogProbsOptions: LuaOptions {
    @LuaParameter("text", "whose tokens are weighed", position: 1) var text: String
    @LuaParameter("prompt", "what it comes after, as it is") var prompt: String?
    @LuaParameter("messages", "a conversation that it answers", spelled: "MessageOptions[]?")
    var messages: [MessageOptions] = []

    func validate() throws(LuaMismatch) {
        try oneOf([("prompt", prompt != nil), ("messages", !messages.isEmpty)])
    }
}

private func oneOf(_ options: [(name: String, isGiven: Bool)]) throws(LuaMismatch) {
    guard options.filter(\.isGiven).count != 1 else { return }
    let names = options.map { "'\($0.name)'" }
    throw LuaMismatch("give exactly one of \(names.dropLast().joined(separator: ", ")) and \(names.last ?? "")")
}

extension LuaRecord {
    package static let sample = LuaRecord(
        "Sample", "An answer of policy:generate.",
        [
            .field("prompt", "the number of the prompt that it answers, from 1", Int.self),
            .field("text", "without what ended it", String.self),
            .field(
                "tokens", "ids, with the token that ended it; empty where a server does not tell them", [Int].self),
            .field(
                "log_probs",
                "of each token, at temperature 1 among all tokens; empty where a server does not tell them",
                [Double].self, unit: "nats"),
            .field(
                "stop",
                "end: the policy ended it; stop: a text of 'stop' came; length: it was cut; of a server's also context: the prompt leaves no room, and malformed: no text was said",
                String.self),
        ])

    package static let logProbs = LuaRecord(
        "LogProbs", "What policy:logprobs says of a text.",
        [
            .field("tokens", "ids", [Int].self),
            .field("log_probs", "of each token, at temperature 1", [Double].self, unit: "nats"),
            .field("total", "their sum", Double.self, unit: "nats"),
        ])
}
