internal import Environments
internal import JSON
internal import Models
internal import Rollouts

/// What decides an episode beside the policy: with it, and the problems that episodes carry with them, a record can be replayed.
struct RecordedEnvironment {
    /// The style by name.
    var config: EnvironmentConfig
    var problems: String
    var problemCount: Int
    var executor: ExecutorSettings
    var seed: UInt64 = 0
    /// Conversations a problem; nil for training.
    var samples: Int?
    /// Rows that were played together.
    var batch = Evaluation.usualBatchSize
    /// The tokens that say who speaks.
    var markers: ChatMarkers?

    /// An environment as a policy samples from it.
    init(
        _ config: EnvironmentConfig, problems: any ProblemSet, executor: ExecutorSettings, policy: LanguageModel,
        seed: UInt64, samples: Int? = nil
    ) {
        (self.config, self.executor, self.seed, self.samples) = (config, executor, seed, samples)
        (self.problems, problemCount) = (problems.name, problems.count)
        self.config.style = config.style ?? StyleName(of: problems)
        markers = try? ChatMarkers(policy.codec)
    }

    /// As `run.json` has it.
    var json: JSONObject {
        var object: JSONObject = [
            "use": .string((samples == nil ? EnvironmentConfig.Use.training : .evaluation).rawValue),
            "problems": .string(problems), "problem_count": .int(problemCount),
        ]
        object.merge(config.json)
        object["seed"] = Int(exactly: seed).map { .int($0) } ?? .string(String(seed))
        object["executor"] = .object(executor.json)
        if let samples {
            object["samples"] = .int(samples)
            // Random feedback comes from among them.
            object["batch"] = .int(batch)
        }
        if let markers {
            object["markers"] = [
                "user": .int(Int(markers.user)), "assistant": .int(Int(markers.assistant)),
                "end": .int(Int(markers.end)),
            ]
        }
        return object
    }

    /// Reads what `json` wrote, in this version or an earlier one.
    ///
    /// - Throws: `InvalidOption` for a setting that this version does not know, or what no version wrote.
    init(recorded object: JSONObject) throws {
        func part<Value>(_ name: String, _ allowed: String, _ read: (JSONValue) -> Value?) throws -> Value {
            guard let value = object[name].flatMap(read) else {
                throw InvalidOption(name: name, value: object[name]?.text ?? "missing", allowed: allowed)
            }
            return value
        }
        config = try EnvironmentConfig(recorded: object)
        problems = try part("problems", "a name") { $0.string }
        problemCount = try part("problem_count", "at least 1") { $0.int.flatMap { $0 > 0 ? $0 : nil } }
        executor = try part("executor", "the limits of an executor") { $0.object.flatMap { ExecutorSettings($0) } }
        seed =
            object["seed"].flatMap { $0.int.flatMap { UInt64(exactly: $0) } ?? $0.string.flatMap { UInt64($0) } } ?? 0
        if let recorded = object["samples"], !recorded.isNull {
            samples = try part("samples", "at least 1") { $0.int.flatMap { $0 > 0 ? $0 : nil } }
        }
        batch = max(1, object["batch"]?.int ?? Evaluation.usualBatchSize)
        markers = object["markers"]?.object.flatMap { markers in
            let ids = ["user", "assistant", "end"].compactMap { markers[$0]?.int.flatMap { TokenID(exactly: $0) } }
            return ids.count == 3 ? ChatMarkers(user: ids[0], assistant: ids[1], end: ids[2]) : nil
        }
    }
}
