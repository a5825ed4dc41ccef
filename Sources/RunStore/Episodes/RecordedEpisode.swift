package import JSON
package import Rollouts

/// An episode and its place in the record.
package struct RecordedEpisode: Sendable, Equatable {
    package var origin: EpisodeOrigin
    /// Its number among the episodes of its origin, from 1.
    package var index: Int
    package var episode: Episode
    /// Which of the run's environments it came from, counted from 1; nil in old records.
    package var environment: Int?
}

extension RecordedEpisode {
    /// One line of `episodes.jsonl.zst`.
    package var json: JSONValue {
        var object = origin.json
        object["index"] = .int(index)
        if let environment { object["environment"] = .int(environment) }
        object["solved"] = .bool(episode.solved)
        object["passed_public"] = .bool(episode.passedPublic)
        if let end = episode.end { object["end"] = .string(end.rawValue) }
        object["reward"] = .number(episode.reward)
        object["problem"] = episode.problem.json
        object["turns"] = .array(episode.turns.map(\.json))
        return .object(object)
    }

    init?(_ object: JSONObject) {
        guard let origin = EpisodeOrigin(object), let index = object["index"]?.int,
            let problem = object["problem"]?.object.flatMap(Problem.init), let turns = object["turns"]?.array,
            // Random keys, which are made from it, count turns in 16 bits.
            turns.count <= Int(UInt16.max)
        else { return nil }
        (self.origin, self.index) = (origin, index)
        episode = Episode(problem: problem)
        environment = object["environment"]?.int
        for turn in turns {
            guard let turn = turn.object, let parsed = Turn(turn) else { return nil }
            episode.turns.append(parsed)
        }
        episode.solved = object["solved"]?.bool ?? false
        episode.passedPublic = object["passed_public"]?.bool ?? false
        episode.end = object["end"]?.string.flatMap { Episode.End(rawValue: $0) }
    }
}

extension Problem {
    fileprivate var json: JSONValue {
        func list(_ tests: [TestCase]) -> JSONValue {
            .array(tests.map { ["input": .string($0.input), "expected": .string($0.expected)] })
        }
        var object: JSONObject = [
            "name": .string(name), "statement": .string(statement), "public_tests": list(publicTests),
            "private_tests": list(privateTests),
        ]
        if comparison != .tokens { object["comparison"] = comparison.json }
        if cluster != Self.cluster(of: name, statement) { object["cluster"] = .string(cluster) }
        return .object(object)
    }

    /// The cluster of a problem whose record names none: MiniContests' statements name the composition, a part a line; any other problem stands
    /// alone.
    private static func cluster(of name: String, _ statement: String) -> String {
        guard name.hasPrefix("minicontests/") else { return name }
        let parts = statement.split(separator: "\n").filter { $0.hasPrefix("- ") }.map { $0.dropFirst(2) }
        return parts.isEmpty ? name : parts.joined(separator: "; ")
    }

    fileprivate init?(_ object: JSONObject) {
        guard let name = object["name"]?.string, let statement = object["statement"]?.string else { return nil }
        func list(_ key: String) -> [TestCase] {
            (object[key]?.array ?? []).compactMap { test in
                guard let input = test.object?["input"]?.string, let expected = test.object?["expected"]?.string else {
                    return nil
                }
                return TestCase(input: input, expected: expected)
            }
        }
        self.init(
            name: name, statement: statement, publicTests: list("public_tests"), privateTests: list("private_tests"),
            comparison: object["comparison"].flatMap(OutputComparison.init) ?? .tokens,
            cluster: object["cluster"]?.string ?? Self.cluster(of: name, statement))
    }
}

extension OutputComparison {
    fileprivate var json: JSONValue {
        switch self {
        case .tokens: "tokens"
        case .exact: "exact"
        case .anything: "anything"
        case .asserts: "asserts"
        case .floats(let absolute, let relative):
            ["absolute": .number(absolute), "relative": .number(relative)]
        }
    }

    fileprivate init?(_ json: JSONValue) {
        let named: [OutputComparison] = [.tokens, .exact, .anything, .asserts]
        if let known = named.first(where: { $0.json == json }) {
            self = known
        } else if let absolute = json["absolute"]?.double, let relative = json["relative"]?.double {
            self = .floats(absolute: absolute, relative: relative)
        } else {
            return nil
        }
    }
}

extension Turn {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "prompt": .array(prompt.map { .int(Int($0)) }), "answer": .array(answer.map { .int(Int($0)) }),
            "log_probs": .array(logProbs.map { JSONValue($0) }), "value": JSONValue(value),
            "program": program.map { .string($0) } ?? .null, "verdict": verdict.map { .string($0.rawValue) } ?? .null,
            "feedback": feedback.map { .string($0) } ?? .null, "reward": .number(reward),
        ]
        if let text { object["text"] = .string(text) }
        if let stop { object["stop"] = .string(stop.rawValue) }
        return .object(object)
    }

    fileprivate init?(_ object: JSONObject) {
        func tokens(_ key: String) -> [TokenID] {
            (object[key]?.array ?? []).compactMap { $0.int.flatMap { TokenID(exactly: $0) } }
        }
        guard let value = object["value"]?.double, let reward = object["reward"]?.double else { return nil }
        self.init(
            prompt: tokens("prompt"), answer: tokens("answer"),
            logProbs: (object["log_probs"]?.array ?? []).compactMap { $0.double.map { Float($0) } }, value: Float(value)
        )
        (text, program) = (object["text"]?.string, object["program"]?.string)
        stop = object["stop"]?.string.flatMap { StopReason(rawValue: $0) }
        feedback = object["feedback"]?.string
        self.reward = reward
        if let name = object["verdict"]?.string {
            guard let verdict = Verdict(rawValue: name) else { return nil }
            self.verdict = verdict
        }
    }
}
