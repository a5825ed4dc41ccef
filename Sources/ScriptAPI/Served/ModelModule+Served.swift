internal import Glibc
internal import JSON
internal import LuaHost
internal import Provenance
internal import ServedModels

extension Session {
    /// `model.served`: policies behind a server.
    func servedFunction() -> LuaMember<LuaModule.Scope> {
        .function(
            "served",
            "A model behind an OpenAI-compatible server: vLLM, SGLang, llama.cpp, Ollama, transformers serve. It is first asked when something is sampled.",
            options: ServedOptions.self, returns: "the policy"
        ) { [unowned self] options in
            try noted("model.served", options) {
                // Where nobody is asked, nobody wants a key.
                let secret = recordedAnswers == nil ? try options.secret() : nil
                let model = try options.model(secret)
                try note(
                    ["name": .string(model.name), "url": .string("\(model.address)"), "served": true], in: "models")
                let prices = TokenPrices(prompt: options.promptPrice, completion: options.completionPrice)
                let policy = PolicyObject(.served(try Server(model), prices), host: self)
                servedPolicies.append(ServedPolicyFact(number: policy.number, model: model, prices: prices))
                return policy
            }
        }
    }
}

/// A server, and how it is asked.
struct ServedOptions: LuaOptions {
    @LuaParameter(
        "url", "where it listens: http://HOST:PORT, with or without /v1 at the end, which is added where it is missing",
        position: 1) var url: String
    @LuaParameter("name", "what the server calls the model") var name: String
    @LuaParameter(
        "api_key_env",
        "the environment variable that holds the server's key. The key itself is never recorded or shown")
    var apiKeyEnv: String?
    @LuaParameter("concurrency", "requests under way at a time", .in(1...1024)) var concurrency = 32
    @LuaParameter("timeout", "until a whole answer is there", .in(0.001...86_400), unit: "seconds") var timeout = 600.0
    @LuaParameter("connect_timeout", "until a connection stands", .in(0.001...3600), unit: "seconds")
    var connectTimeout = 10.0
    @LuaParameter(
        "retries",
        "how often a request is sent again after 429, a 5xx, a broken connection or a time-out, each time after twice the pause, or what Retry-After asks for",
        .in(0...100)) var retries = 6
    @LuaParameter("backoff", "the first pause", .in(0.001...3600), unit: "seconds") var backoff = 0.5
    @LuaParameter(
        "longest_pause", "no pause is longer, whatever Retry-After says", .in(0.001...86_400), unit: "seconds")
    var longestPause = 60.0
    @LuaParameter("logprobs", "ask for the log-probabilities of answers, where the server gives them")
    var logProbs = false
    @LuaParameter("token_ids", "ask for the ids of tokens, as vLLM gives them") var tokenIDs = false
    @LuaParameter(
        "extra", "more fields of each request, by their names: { chat_template_kwargs = { enable_thinking = false } }")
    var extra: LuaTable?
    @LuaParameter("ca_file", "certificates to trust in place of the system's, a PEM file") var certificates: String?
    @LuaParameter("prompt_price", "of a million tokens of prompts, for policy:usage", .optional(.in(0...1e9)))
    var promptPrice: Double?
    @LuaParameter("completion_price", "of a million tokens of answers", .optional(.in(0...1e9)))
    var completionPrice: Double?

    /// What requests hold anyway.
    private static let own: Set = [
        "model", "messages", "prompt", "stream", "n", "seed", "temperature", "max_tokens", "top_p", "top_k", "min_p",
        "stop", "logprobs", "top_logprobs", "return_token_ids",
    ]

    func validate() throws(LuaMismatch) {
        do { _ = try ServerAddress(url) } catch { throw LuaMismatch(error.description) }
        if let apiKeyEnv {
            do { try Secret.check(name: apiKeyEnv) } catch { throw LuaMismatch(error.description) }
        }
        if name.isEmpty { throw LuaMismatch("'name' is empty: give what the server calls the model") }
        if let certificates, access(certificates, R_OK) != 0 {
            throw LuaMismatch(
                "'ca_file' names \(certificates), which cannot be read (\(String(cString: strerror(errno)).lowercased()))"
            )
        }
        let fields = try JSONObject(extra ?? LuaTable(), what: "'extra'")
        if let taken = fields.members.first(where: { Self.own.contains($0.key) }) {
            throw LuaMismatch("'extra' holds \(taken.key), which each request has already: it is an option of its own")
        }
    }

    /// The key, if one is wanted.
    func secret() throws(LuaMismatch) -> Secret? {
        guard let apiKeyEnv else { return nil }
        do { return try Secret(named: apiKeyEnv) { getenv($0).map { String(cString: $0) } } } catch {
            throw LuaMismatch(error.description)
        }
    }

    func model(_ secret: Secret?) throws -> ServedModel {
        var model = ServedModel(address: try ServerAddress(url), name: name, secret: secret)
        (model.concurrency, model.retries) = (concurrency, retries)
        (model.timeout, model.connectTimeout) = (.seconds(timeout), .seconds(connectTimeout))
        (model.backoff, model.longestPause) = (.seconds(backoff), .seconds(longestPause))
        (model.wantsLogProbs, model.wantsTokens, model.certificates) = (logProbs, tokenIDs, certificates)
        model.extra = try JSONObject(extra ?? LuaTable(), what: "'extra'")
        return model
    }
}
