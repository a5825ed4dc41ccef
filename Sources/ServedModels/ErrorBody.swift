internal import JSON

/// What a server says in the body of an error.
struct ErrorBody {
    /// Its words, on one line.
    let text: String
    /// Whether it says that the conversation does not fit the model's context.
    let saysFull: Bool

    /// - Parameter cleaned: takes out of a text what must not be shown.
    init(_ body: [UInt8], cleaned: (String) -> String) {
        let object: JSONValue = (try? JSONParser.parse(body, values: 1 << 16)) ?? .null
        let error = object["error"] ?? .null
        // OpenAI's layout, a bare text, FastAPI's, and that of older vLLMs.
        let places: [JSONValue?] = [error["message"], error, object["detail"], object["message"]]
        let message = places.lazy.compactMap { $0?.string }.first
        let found = cleaned(message ?? String(decoding: body.prefix(4096), as: UTF8.self))
        text = ServedError.brief(found)
        let codes: [JSONValue?] = [error["code"], error["type"], object["type"]]
        let kinds = codes.compactMap { $0?.string }
        let lower = found.lowercased()
        // OpenAI; llama.cpp; the words of vLLM, SGLang and llama.cpp.
        saysFull =
            kinds.contains { $0 == "context_length_exceeded" || $0 == "exceed_context_size_error" }
            || ["maximum context length", "model's context length", "available context size"].contains {
                lower.contains($0)
            }
    }

    /// The names that the answer to `/v1/models` lists; nil for anything else.
    static func models(_ body: [UInt8], cleaned: (String) -> String) -> [String]? {
        guard let list = (try? JSONParser.parse(body, values: 1 << 16))?["data"]?.array else { return nil }
        return list.compactMap { $0["id"]?.string.map(cleaned) }
    }
}
