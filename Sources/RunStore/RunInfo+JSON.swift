package import JSON

extension RunInfo {
    /// The layout of run folders. A reader refuses a newer one.
    static let format = 1

    /// What `run.json` holds.
    package var json: JSONObject {
        var object: JSONObject = [
            "format": .int(Self.format), "id": .string(id), "script": .string(script),
            "status": .string(status.rawValue), "parameters": .array(parameters.map(\.json)),
            "seed": seedJSON,
            "command_line": .array(commandLine.map { .string($0) }), "started": .string(started.iso8601),
            "ended": ended.map { .string($0.iso8601) } ?? .null,
        ]
        if !resumed.isEmpty { object["resumed"] = .array(resumed.map { .string($0.iso8601) }) }
        if let workingDirectory { object["working_directory"] = .string(workingDirectory) }
        if let rerunOf { object["rerun_of"] = .string(rerunOf) }
        if let sweep { object["sweep"] = .object(sweep) }
        object["sources"] = .array(sources.map { ["path": .string($0.path), "sha256": .string($0.sha256)] })
        if let error { object["error"] = .string(error) }
        if let determinism {
            object["determinism"] = ["level": .string(determinism.level), "reason": .string(determinism.reason)]
        }
        object["result"] = result
        if !environments.isEmpty { object["environments"] = .array(environments.map { .object($0) }) }
        object["provenance"] = .object(provenance)
        return object
    }

    /// The seed. JSON's readers take whole numbers for doubles or 64-bit signed ones: a greater one is a string.
    package var seedJSON: JSONValue { Int(exactly: seed).map { .int($0) } ?? .string(String(seed)) }

    /// What an index kept of the run called `id`.
    ///
    /// - Throws: a `RunStoreError` that names the file at `path` and the key that is missing or wrong.
    package init(_ object: JSONObject, path: String, id: String, status: RunStatus) throws {
        try self.init(object, path: path)
        (self.id, self.status) = (id, status)
    }

    /// - Throws: a `RunStoreError` that names the file at `path` and the key that is missing or wrong.
    init(_ object: JSONObject, path: String) throws {
        func text(_ key: String) throws -> String {
            guard let text = object[key]?.string else {
                throw RunStoreError(.malformed, "\(path) is no run's: its \"\(key)\" is missing or no string")
            }
            return text
        }
        guard let format = object["format"]?.int, format <= Self.format else {
            throw RunStoreError(
                .malformed, "\(path) is not of format \(Self.format): a newer Assay wrote it; read it with that one")
        }
        let seed = object["seed"].flatMap { value in
            value.int.flatMap { UInt64(exactly: $0) } ?? value.string.flatMap { UInt64($0) }
        }
        self.init(
            script: try text("script"), seed: seed ?? 0,
            commandLine: object["command_line"]?.array?.compactMap(\.string) ?? [])
        guard let status = RunStatus(rawValue: try text("status")), let started = Timestamp(try text("started")) else {
            throw RunStoreError(
                .malformed, "\(path) is no run's: its \"status\" or \"started\" is none that Assay writes")
        }
        (self.status, self.started) = (status, started)
        id = try text("id")
        workingDirectory = object["working_directory"]?.string
        rerunOf = object["rerun_of"]?.string
        sweep = object["sweep"]?.object
        sources =
            object["sources"]?.array?.compactMap { file in
                guard let path = file["path"]?.string, let hash = file["sha256"]?.string else { return nil }
                return SourceFile(path: path, sha256: hash)
            } ?? []
        ended = object["ended"]?.string.flatMap { Timestamp($0) }
        resumed = object["resumed"]?.array?.compactMap { $0.string.flatMap { Timestamp($0) } } ?? []
        error = object["error"]?.string
        result = object["result"] ?? .null
        environments = object["environments"]?.array?.map { $0.object ?? JSONObject() } ?? []
        provenance = object["provenance"]?.object ?? JSONObject()
        let declared = object["parameters"]?.array ?? []
        parameters = declared.prefix(RecordLimits.parameters).compactMap { $0.object.flatMap(Parameter.init) }
        if declared.count > RecordLimits.parameters {
            notes.append(
                "of its \(declared.count) parameters only the first \(RecordLimits.parameters) are read")
        }
        if let level = object["determinism"]?.object {
            determinism = Determinism(level: level["level"]?.string ?? "", reason: level["reason"]?.string ?? "")
        }
    }
}

extension RunInfo.Parameter {
    var json: JSONValue {
        ["name": .string(name), "value": value, "default": defaultValue, "set": .bool(isSet), "help": .string(help)]
    }

    init?(_ object: JSONObject) {
        guard let name = object["name"]?.string, let value = object["value"] else { return nil }
        self.init(
            name: name, value: value, defaultValue: object["default"] ?? .null, isSet: object["set"]?.bool ?? false,
            help: object["help"]?.string ?? "")
    }
}
