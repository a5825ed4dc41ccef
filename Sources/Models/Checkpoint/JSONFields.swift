import JSON

/// An object of a checkpoint's file, read field by field; every complaint names the file, the field and what it holds.
struct JSONFields {
    let file: String
    /// The object's own place in the file, e.g. `model`, or empty for the outermost one.
    let place: String
    let object: JSONObject

    /// - Throws: `CheckpointError` when `value` is no object.
    init(_ value: JSONValue, file: String, place: String = "") throws {
        guard let object = value.object else {
            throw CheckpointError(file, "\(place.isEmpty ? "the file" : place) must be an object, not \(value.kind)")
        }
        (self.object, self.file, self.place) = (object, file, place)
    }

    /// The value of `key`, or nil when it is missing or null.
    subscript(key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    /// An error about `key`, e.g. `model.type is "WordPiece"; it must be "BPE"`.
    func error(_ key: String, _ demand: String) -> CheckpointError {
        let name = place.isEmpty ? key : "\(place).\(key)"
        guard let value = self[key] else { return CheckpointError(file, "\(name) is missing; \(demand)") }
        return CheckpointError(file, "\(name) is \(value.brief); \(demand)")
    }

    func string(_ key: String) throws -> String {
        guard let text = self[key]?.string else { throw error(key, "it must be a string") }
        return text
    }

    func bool(_ key: String, default fallback: Bool) throws -> Bool {
        guard let value = self[key] else { return fallback }
        guard let flag = value.bool else { throw error(key, "it must be true or false") }
        return flag
    }

    /// The integer at `key`, or `fallback` when it is missing; nil makes it required.
    func integer(_ key: String, in allowed: ClosedRange<Int>, default fallback: Int? = nil) throws -> Int {
        if self[key] == nil, let fallback { return fallback }
        guard let value = self[key]?.int, allowed.contains(value) else {
            throw error(key, "it must be an integer from \(allowed.lowerBound) to \(allowed.upperBound)")
        }
        return value
    }

    func number(_ key: String, in allowed: ClosedRange<Double>, default fallback: Double) throws -> Double {
        guard let value = self[key] else { return fallback }
        guard let number = value.double, allowed.contains(number) else {
            throw error(key, "it must be a number from \(allowed.lowerBound) to \(allowed.upperBound)")
        }
        return number
    }

    func array(_ key: String) throws -> [JSONValue] {
        guard let values = self[key]?.array else { throw error(key, "it must be an array") }
        return values
    }

    func fields(_ key: String) throws -> JSONFields {
        guard let value = self[key], value.object != nil else { throw error(key, "it must be an object") }
        return try JSONFields(value, file: file, place: place.isEmpty ? key : "\(place).\(key)")
    }

    /// The objects of the array at `key`, each with its own place in the file.
    func members(_ key: String) throws -> [JSONFields] {
        try array(key).enumerated().map { index, value in
            try JSONFields(value, file: file, place: "\(place.isEmpty ? key : "\(place).\(key)")[\(index)]")
        }
    }
}
