import JSON
import Rollouts

extension Judgement {
    /// As the ledger keeps it: of each outcome what is not as usual, and what it used.
    var json: JSONValue { .array(outcomes.map { .object($0.json) }) }

    /// What the text of `json` says, or nil when it is something else.
    init?(text: String) {
        guard let json = try? JSONParser.parse(Array(text.utf8)) else { return nil }
        self.init(json)
    }

    /// What `json` wrote, or nil when it is something else.
    init?(_ json: JSONValue) {
        guard let elements = json.array else { return nil }
        var outcomes: [TestOutcome] = []
        for element in elements {
            guard let object = element.object, let outcome = TestOutcome(object) else { return nil }
            outcomes.append(outcome)
        }
        self.init(outcomes: outcomes)
    }
}

extension TestOutcome {
    fileprivate var json: JSONObject {
        var object = JSONObject()
        if verdict != .accepted { object["verdict"] = .string(verdict.rawValue) }
        if !output.isEmpty { object["output"] = .string(output) }
        if !errorOutput.isEmpty { object["error"] = .string(errorOutput) }
        object["cpu_seconds"] = .number(cpuSeconds)
        object["wall_seconds"] = .number(wallSeconds)
        object["memory_bytes"] = .int(peakMemory)
        if exitStatus != 0 { object["exit_status"] = exitStatus.map { .int($0) } ?? .null }
        if let signal { object["signal"] = .int(signal) }
        if nearLimit { object["near_limit"] = .bool(nearLimit) }
        if !mayVary.isEmpty { object["may_vary"] = .array(mayVary.map { .string($0.rawValue) }) }
        return object
    }

    fileprivate init?(_ object: JSONObject) {
        let reasons = object["may_vary"]?.array ?? []
        let mayVary = reasons.compactMap { $0.string.flatMap(NondeterminismSource.init(rawValue:)) }
        guard let verdict = object["verdict"].map({ $0.string.flatMap(Verdict.init(rawValue:)) }) ?? .accepted,
            let cpu = object["cpu_seconds"]?.double, let wall = object["wall_seconds"]?.double,
            let memory = object["memory_bytes"]?.int, mayVary.count == reasons.count
        else { return nil }
        self.init(
            verdict: verdict, output: object["output"]?.string ?? "", errorOutput: object["error"]?.string ?? "",
            cpuSeconds: cpu, wallSeconds: wall, peakMemory: memory,
            exitStatus: object["exit_status"].map { $0.int } ?? 0, signal: object["signal"]?.int,
            nearLimit: object["near_limit"]?.bool ?? false, mayVary: mayVary)
    }
}
