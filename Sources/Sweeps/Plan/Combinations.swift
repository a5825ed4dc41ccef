package import JSON

/// Points from what a command line or a script lists.
package enum Combinations {
    /// Every combination of the axes' values, the last axis the fastest.
    ///
    /// - Throws: `SweepError` for more than `SweepPlan.mostTrials`.
    package static func points(
        of axes: [(name: String, values: [JSONValue])], base: JSONObject
    ) throws(SweepError) -> [Point] {
        var count = 1
        for axis in axes {
            let (product, isTooMany) = count.multipliedReportingOverflow(by: axis.values.count)
            guard !isTooMany, product <= SweepPlan.mostTrials else {
                let sizes = axes.map { "\($0.name): \($0.values.count)" }.joined(separator: ", ")
                throw SweepError(
                    "the grid has more than \(SweepPlan.mostTrials) combinations (\(sizes)); take fewer values, or --samples N",
                    isUsage: true)
            }
            count = product
        }
        return (0..<count).map { index in
            var (rest, chosen): (Int, [(String, JSONValue)]) = (index, [])
            for axis in axes.reversed() {
                chosen.append((axis.name, axis.values[rest % axis.values.count]))
                rest /= axis.values.count
            }
            var parameters = base
            for (name, value) in chosen.reversed() { parameters[name] = value }
            return Point(number: index + 1, parameters: parameters)
        }
    }

    /// The base, called `reference`, and the arms that change it.
    package static func points(
        of arms: [(name: String, changes: JSONObject)], base: JSONObject, reference: String
    ) -> [Point] {
        [Point(number: 1, arm: reference, parameters: base)]
            + arms.enumerated().map { place, arm in
                var parameters = base
                for change in arm.changes.members { parameters[change.key] = change.value }
                return Point(number: place + 2, arm: arm.name, parameters: parameters)
            }
    }
}
