package import JSON
package import RunStore

/// What `sweep.json` holds: what is swept and how, frozen when the sweep begins.
package struct SweepHead: Sendable {
    /// The layout of sweep folders. A reader refuses a newer one.
    static let format = 1

    /// The name of the sweep's folder.
    package var name: String
    /// The script's path as it was given.
    package var script: String
    /// The directory in which the sweep began; relative names are looked up from there.
    package var workingDirectory: String
    package var created: Timestamp
    package var commandLine: [String]
    /// The script, then its modules, as in the folder `source`.
    package var sources: [RunInfo.SourceFile]
    /// What the script declares.
    package var declared: [DeclaredParameter]
    package var plan: SweepPlan
    /// The longest that a trial may run, in seconds; nil for any time.
    package var trialLimit: Double?
    /// The hash of `trials.jsonl`, where all trials are known from the start.
    package var trialsHash: String?
    /// The version of the arithmetic that defines the bits.
    package var numerics: Int
    /// The version that began it.
    package var version: String

    /// A head from its parts.
    package init(
        name: String, script: String, workingDirectory: String, commandLine: [String],
        declared: [DeclaredParameter], numerics: Int, plan: SweepPlan, trialLimit: Double? = nil
    ) {
        (self.name, self.script, self.workingDirectory) = (name, script, workingDirectory)
        (self.commandLine, self.declared, self.numerics, self.plan) = (commandLine, declared, numerics, plan)
        (self.trialLimit, sources, version, created) = (trialLimit, [], AssayVersion.current, .now)
    }

    var json: JSONObject {
        var object: JSONObject = [
            "format": .int(Self.format), "name": .string(name), "script": .string(script),
            "working_directory": .string(workingDirectory), "created": .string(created.iso8601),
            "assay": .string(version), "numerics": .int(numerics),
            "command_line": .array(commandLine.map { .string($0) }),
            "sources": .array(sources.map { ["path": .string($0.path), "sha256": .string($0.sha256)] }),
            "parameters": .array(declared.map(\.json)), "seeds": .array(plan.seeds.map(\.json)),
        ]
        switch plan.source {
        case .fixed(let points): object["points"] = .int(points.count)
        case .listed(let trials): object["listed"] = .int(trials.count)
        case .search(let search): object["search"] = search.json
        }
        if let reference = plan.reference { object["reference"] = .string(reference) }
        if let goal = plan.goal { object["goal"] = .string(goal.text) }
        if let pruning = plan.pruning {
            object["pruning"] = ["rung": .int(pruning.minResource), "reduction": .int(pruning.reductionFactor)]
        }
        if let trialLimit { object["trial_limit_seconds"] = .number(trialLimit) }
        if let trialsHash { object["trials_sha256"] = .string(trialsHash) }
        return object
    }

    /// Reads what `json` wrote. The points of a fixed plan stand in `trials.jsonl` and come later.
    ///
    /// - Throws: `SweepError` that names the key that is missing or wrong.
    init(_ object: JSONObject, path: String) throws(SweepError) {
        func wrong(_ key: String) -> SweepError {
            SweepError("\(path) is no sweep's: its \"\(key)\" is missing or not what Assay writes")
        }
        func text(_ key: String) throws(SweepError) -> String {
            guard let text = object[key]?.string else { throw wrong(key) }
            return text
        }
        guard let format = object["format"]?.int, format <= Self.format else {
            throw SweepError("\(path) is not of format \(Self.format): a newer Assay wrote it; read it with that one")
        }
        (name, script) = (try text("name"), try text("script"))
        (workingDirectory, version) = (try text("working_directory"), try text("assay"))
        guard let created = Timestamp(try text("created")) else { throw wrong("created") }
        self.created = created
        guard let numerics = object["numerics"]?.int else { throw wrong("numerics") }
        self.numerics = numerics
        commandLine = object["command_line"]?.array?.compactMap(\.string) ?? []
        sources = []
        for file in object["sources"]?.array ?? [] {
            guard let path = file["path"]?.string, let hash = file["sha256"]?.string else { throw wrong("sources") }
            sources.append(.init(path: path, sha256: hash))
        }
        guard !sources.isEmpty else { throw wrong("sources") }
        declared = []
        for parameter in object["parameters"]?.array ?? [] {
            guard let parameter = DeclaredParameter(json: parameter) else { throw wrong("parameters") }
            declared.append(parameter)
        }
        var seeds: [UInt64] = []
        for seed in object["seeds"]?.array ?? [] {
            guard let seed = UInt64(json: seed) else { throw wrong("seeds") }
            seeds.append(seed)
        }
        guard (1...SweepPlan.mostTrials).contains(seeds.count) else { throw wrong("seeds") }
        let source: PointSource
        if let search = object["search"] {
            guard let search = SearchSettings(json: search) else { throw wrong("search") }
            source = .search(search)
        } else if object["listed"] != nil {
            source = .listed([])
        } else {
            source = .fixed([])
        }
        plan = SweepPlan(source, seeds: seeds, reference: object["reference"]?.string)
        if let goal = object["goal"] {
            guard let text = goal.string, let goal = try? Goal(parsing: text) else { throw wrong("goal") }
            plan.goal = goal
        }
        if let pruning = object["pruning"] {
            guard let rung = pruning["rung"]?.int, let reduction = pruning["reduction"]?.int,
                let halving = try? Halving(minResource: rung, reductionFactor: reduction)
            else { throw wrong("pruning") }
            plan.pruning = halving
        }
        trialLimit = object["trial_limit_seconds"]?.double
        trialsHash = object["trials_sha256"]?.string
    }
}

extension SearchSettings {
    fileprivate var json: JSONValue {
        [
            "method": .string(method), "points": .int(points), "base": .object(base),
            "space": .array(
                space.map { ["name": .string($0.name), "distribution": $0.distribution.json] }),
        ]
    }

    fileprivate init?(json: JSONValue) {
        guard let method = json["method"]?.string, let points = json["points"]?.int,
            (1...SweepPlan.mostTrials).contains(points),
            let base = json["base"]?.object, let space = json["space"]?.array
        else { return nil }
        self.init(method: method, points: points, space: [], base: base)
        for dimension in space {
            guard let name = dimension["name"]?.string,
                let distribution = dimension["distribution"].flatMap(Distribution.init(json:))
            else { return nil }
            self.space.append(.init(name: name, distribution: distribution))
        }
    }
}

extension DeclaredParameter {
    /// As the host describes it and the sweep's folder keeps it.
    var json: JSONValue {
        [
            "name": .string(name), "default": fallback, "choices": .array(choices), "integer": .bool(isInteger),
            "help": .string(help),
        ]
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let name = json["name"]?.string, let fallback = json["default"] else { return nil }
        self.init(
            name: name, fallback: fallback, choices: json["choices"]?.array ?? [],
            isInteger: json["integer"]?.bool ?? false, help: json["help"]?.string ?? "")
    }
}
