import JSON

/// What a script's `sweep { … }` says, checked against its parameters.
struct DeclaredSweep {
    var base = JSONObject()
    var arms: [(name: String, changes: JSONObject)] = []
    var grid: [Axis] = []
    var seeds: [UInt64] = [1]
    var reference = "base"
    var goal: String?

    /// - Parameter json: as the host describes it; null where the script declares none.
    /// - Throws: `SweepError` for a parameter that is not declared, or a value that it cannot have.
    init(_ json: JSONValue, _ declared: [DeclaredParameter]) throws(SweepError) {
        guard let object = json.object else { return }
        base = try Self.values(object["base"], declared, of: "the base")
        for arm in object["arms"]?.object?.members ?? [] {
            arms.append((arm.key, try Self.values(arm.value, declared, of: "the arm '\(arm.key)'")))
        }
        for axis in object["grid"]?.object?.members ?? [] {
            grid.append(try Axis(axis.value, of: try SweepRequest.parameter(axis.key, declared)))
        }
        if let count = object["seeds"]?.int {
            guard count >= 1 else {
                throw SweepError("the sweep's seeds must be at least 1, not \(count)", isUsage: true)
            }
            guard count <= SweepPlan.mostTrials else {
                throw SweepError("the sweep has \(count) seeds, more than \(SweepPlan.mostTrials)", isUsage: true)
            }
            seeds = (1...count).map { UInt64($0) }
        } else if let list = object["seeds"]?.array {
            seeds = try Axis.seeds(parsing: list.map(\.text).joined(separator: ","))
        }
        reference = object["reference"]?.string ?? reference
        goal = object["goal"]?.string
        // An arm that changes nothing has the base's numbers, and a table with both compares a run with itself.
        for arm in arms where arm.changes.members.isEmpty {
            throw SweepError(
                "the arm '\(arm.name)' changes nothing, and is the base once more; set a parameter in it", isUsage: true
            )
        }
    }

    private static func values(
        _ json: JSONValue?, _ declared: [DeclaredParameter], of what: String
    ) throws(SweepError) -> JSONObject {
        var values = JSONObject()
        for member in json?.object?.members ?? [] {
            let parameter = try SweepRequest.parameter(member.key, declared)
            do { values[member.key] = try parameter.value(member.value) } catch {
                throw SweepError("\(what): \(error)", isUsage: true)
            }
        }
        return values
    }
}
