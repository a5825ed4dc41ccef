internal import JSON
package import LuaHost
internal import Provenance
internal import Rollouts
internal import ServedModels

extension PolicyObject {
    /// What only policies behind a server have.
    static var servedMethods: [LuaMember<PolicyObject>] {
        [
            .method(
                "usage", "What a policy behind a server has taken so far, in this run.", returns: "a row for run.row",
                record: .one(.usage)
            ) { try $0.usage() }
        ]
    }

    private func usage() throws -> LuaData {
        guard case .served(let server, let prices) = mind else {
            throw LuaMismatch(
                "the policy \"\(name)\" is in this process, where no tokens are counted: model.served has a usage")
        }
        return try host.journaled("Policy:usage", [.int(number)], note: .init(inputs: ["policy": noted])) {
            let usage = try host.answers().usage(of: number)
            return LuaData(journal: .object(usage.json(of: server.model, prices))) ?? .none
        }
    }

    /// The server as one call asks it, whose answers nobody can have again.
    func asked(_ server: Server, as scope: String) throws -> ServedPolicy {
        let book = try host.answers()
        if book.source == nil {
            host.determinism.disturb(
                "the answers of \(server.model.name) came from a server, which gives others each time")
        }
        return ServedPolicy(
            server, scope: scope, record: PolicyAnswers(book: book, policy: number), interrupt: host.interrupt)
    }

    /// Answers to the options' prompts, those to the first prompt first.
    func generate(_ options: GenerateOptions, _ key: RandomKey, _ server: Server) throws -> LuaData {
        let contexts: [ServedRequest.Context] =
            options.messages.isEmpty
            ? (options.prompt.map { [$0] } ?? options.prompts).map { .text($0) }
            : [.messages(options.messages.map { Message($0.role.role, $0.content) })]
        var settings = ReplyOptions(temperature: options.temperature, maximumTokens: options.maxTokens)
        (settings.topK, settings.topP, settings.minP) = (options.topK, options.topP, options.minP)
        settings.stops = options.stop
        let requests = contexts.indices.flatMap { context in
            (0..<options.n).map { sample in
                var own = key
                own.episode = UInt32(context * options.n + sample)
                return ServedRequest(contexts[context], options: settings, key: own)
            }
        }
        let answers = try asked(server, as: "generate").answers(to: requests)
        return .table(
            LuaTable(
                list: answers.enumerated().map { index, answer in
                    let table: LuaTable = [
                        "prompt": index / options.n + 1, "text": answer.text,
                        "tokens": (answer.tokens ?? []).map(Int.init),
                        "log_probs": (answer.logProbs ?? []).map(Double.init),
                        "stop": answer.isStopped ? "stop" : answer.stop.rawValue,
                    ]
                    return .table(table)
                }))
    }
}

extension Session {
    /// What servers answered this run.
    func answers() throws -> AnswerBook {
        if let answerBook { return answerBook }
        let writer = try run()
        let book =
            try recordedAnswers.map { try AnswerBook(writer, answersOf: $0) }
            ?? AnswerBook(writer, from: restartPoint)
        answerBook = book
        return book
    }
}

extension LuaRecord {
    package static let usage = LuaRecord(
        "Usage", "What a policy behind a server has taken, by the server's count.",
        [
            .field("model", "what the server calls it", String.self),
            .field("answers", "answers that the run has used", Int.self),
            .field("requests", "requests that these took", Int.self),
            .field("retries", "requests that were sent again", Int.self),
            .field("prompt_tokens", "what was sent", Int.self, unit: "tokens"),
            .field("completion_tokens", "what was answered", Int.self, unit: "tokens"),
            .field("uncounted", "answers of which the server did not tell the tokens", Int.self),
            .optional("cost", "of these tokens, where prices were given", Double.self),
        ])
}
