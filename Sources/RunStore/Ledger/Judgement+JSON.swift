import JSON
import Rollouts

extension Judgement {
    /// As the ledger keeps it.
    var json: JSONValue {
        .array(
            outcomes.map { outcome in
                .object(
                    JSONObject([
                        ("verdict", .string(outcome.verdict.rawValue)), ("output", .string(outcome.output)),
                        ("error", .string(outcome.errorOutput)), ("cpu_seconds", .number(outcome.cpuSeconds)),
                        ("wall_seconds", .number(outcome.wallSeconds)), ("memory_bytes", .int(outcome.peakMemory)),
                        ("exit_status", outcome.exitStatus.map { .int($0) } ?? .null),
                        ("signal", outcome.signal.map { .int($0) } ?? .null),
                        ("near_limit", .bool(outcome.nearLimit)),
                        ("may_vary", .array(outcome.mayVary.map { .string($0.rawValue) })),
                    ]))
            })
    }

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
            guard let verdict = element["verdict"]?.string.flatMap(Verdict.init(rawValue:)),
                let output = element["output"]?.string, let error = element["error"]?.string,
                let cpu = element["cpu_seconds"]?.double, let wall = element["wall_seconds"]?.double,
                let memory = element["memory_bytes"]?.int, let nearLimit = element["near_limit"]?.bool,
                let reasons = element["may_vary"]?.array
            else { return nil }
            let mayVary = reasons.compactMap { $0.string.flatMap(Variation.init(rawValue:)) }
            if mayVary.count != reasons.count { return nil }
            outcomes.append(
                TestOutcome(
                    verdict: verdict, output: output, errorOutput: error, cpuSeconds: cpu, wallSeconds: wall,
                    peakMemory: memory, exitStatus: element["exit_status"]?.int, signal: element["signal"]?.int,
                    nearLimit: nearLimit, mayVary: mayVary))
        }
        self.init(outcomes: outcomes)
    }
}
