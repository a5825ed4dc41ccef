package import JSON
package import Statistics

extension Comparison {
    /// The comparison as one flat row, as scripts get it.
    package var object: JSONObject {
        var row: JSONObject = [
            "n": .int(first.problems), "clusters": .int(first.clusters), "samples": .int(first.samples),
            "a": .number(first.estimate.value), "b": .number(second.estimate.value),
        ]
        row.merge(difference.object(interval: .twoMembers))
        row["method"] = .string(difference.method.words)
        return row
    }
}

extension AblationTable {
    /// The table's rows, flat, as scripts record them: intervals stand under the name of their value with " 95%" behind it.
    package var objects: [JSONObject] {
        rows.map { row in
            let rate = row.rate, estimate = rate.estimate
            var object: JSONObject = [
                "arm": .string(rate.name), "n": .int(rate.problems), "clusters": .int(rate.clusters),
                "seeds": .int(rate.seeds.count), "samples": .int(rate.samples), "solved": .number(estimate.value),
                "solved 95%": [.number(estimate.lower), .number(estimate.upper)],
            ]
            guard let difference = row.difference else { return object }
            object.merge(difference.object(interval: .oneMember))
            object["holm_p"] = row.holmP.map { .number($0) } ?? .null
            return object
        }
    }
}

/// How the ends of an interval stand in a row.
private enum IntervalMembers { case oneMember, twoMembers }

extension Difference {
    fileprivate func object(interval: IntervalMembers) -> JSONObject {
        let (lower, upper) = (JSONValue.number(estimate.lower), JSONValue.number(estimate.upper))
        var object: JSONObject = ["difference": .number(estimate.value)]
        switch interval {
        case .oneMember: object["difference 95%"] = [lower, upper]
        case .twoMembers: (object["lower"], object["upper"]) = (lower, upper)
        }
        object["p"] = .number(p)
        object["attainable_p"] = .number(attainableP)
        object["mde"] = detectable > 1 ? .null : .number(detectable)
        (object["wins"], object["losses"], object["ties"]) = (.int(tally.won), .int(tally.lost), .int(tally.tied))
        if let equivalence {
            (object["margin"], object["equivalence_p"]) = (.number(equivalence.margin), .number(equivalence.p))
            object["equivalence"] = .string(equivalence.verdict.rawValue)
        }
        return object
    }
}
