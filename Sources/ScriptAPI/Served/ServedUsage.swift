internal import JSON
internal import ServedModels

/// A policy behind a server, as the end of the record tells of it.
struct ServedPolicyFact {
    /// Which of the run's objects it is.
    let number: Int
    let model: ServedModel
    let prices: TokenPrices
}

extension Session {
    /// What each policy behind a server took, in the order in which they were made; those that nothing was asked of are left out.
    func servedUsage() throws -> [JSONObject] {
        guard !servedPolicies.isEmpty, !request.isReplay else { return [] }
        let book = try answers()
        return servedPolicies.compactMap { policy in
            let usage = book.usage(of: policy.number)
            guard usage.answers > 0 else { return nil }
            var object = usage.json(of: policy.model, policy.prices)
            object["url"] = .string("\(policy.model.address)")
            return object
        }
    }
}

extension TokenUsage {
    /// The row that scripts, the record and its page have of it.
    func json(of model: ServedModel, _ prices: TokenPrices) -> JSONObject {
        var object: JSONObject = [
            "model": .string(model.name), "answers": .int(answers), "requests": .int(requests),
            "retries": .int(retries), "prompt_tokens": .int(promptTokens),
            "completion_tokens": .int(completionTokens), "uncounted": .int(uncounted),
        ]
        if let cost = prices.cost(of: self) { object["cost"] = .number(cost) }
        return object
    }
}
