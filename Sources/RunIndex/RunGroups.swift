internal import Statistics

/// Runs that differ in nothing but, say, the seed, and the mean of their metrics.
package struct RunGroups: Sendable {
    /// The mean of some numbers and how far it is to be trusted.
    package struct Mean: Sendable, Equatable {
        /// How many runs have the value.
        package let count: Int
        package let mean: Double
        /// Half the width of the 95% interval, by Student's t distribution; nil for fewer than two values.
        package let margin: Double?

        /// The mean of `values`, which are not empty.
        init(_ values: [Double]) {
            count = values.count
            let spread = Spread(values)
            mean = spread.mean
            guard values.count > 1, spread.variance != 0 else {
                margin = values.count > 1 ? 0 : nil
                return
            }
            let error = (spread.variance / spread.count).squareRoot()
            margin = StudentT.quantile(0.975, degreesOfFreedom: spread.count - 1) * error
        }
    }

    package struct Group: Sendable {
        /// The values by which it differs from the others; nil where its runs lack the name.
        package let key: [IndexValue?]
        package let count: Int
        /// For each metric; nil where no run of the group has it.
        package let means: [Mean?]
    }

    /// The names by which the groups differ.
    package let keys: [String]
    package let metrics: [String]
    package var groups: [Group]

    /// Sorts the groups by the mean of a metric or by a name that tells them apart, those without last; without a name by what
    /// tells them apart, the least first.
    ///
    /// - Throws: `RunQueryError` when they have no such name.
    package mutating func sort(by name: String?, isAscending: Bool) throws {
        guard let name else {
            groups.sort { left, right in
                for (a, b) in zip(left.key, right.key) where a != b { return IndexValue.isLess(a, b) }
                return false
            }
            return
        }
        let metric = metrics.firstIndex(of: name)
        guard let place = metric ?? keys.firstIndex(of: name) else {
            throw RunQueryError(
                "the groups cannot be sorted by \"\(name)\"; use one of \((keys + metrics).joined(separator: ", "))")
        }
        let values = groups.map { metric == nil ? $0.key[place] : $0.means[place].map { .number($0.mean) } }
        let order = groups.indices.sorted { left, right in
            guard let a = values[left], let b = values[right], a != b else {
                return values[left] != nil && values[right] == nil || values[left] == values[right] && left < right
            }
            return isAscending ? IndexValue.isLess(a, b) : IndexValue.isLess(b, a)
        }
        groups = order.map { groups[$0] }
    }
}

extension RunIndex {
    /// How runs are put together.
    package enum Grouping: Sendable {
        /// Runs whose parameters are the same, save those named.
        case over([String])
        /// Runs that have the same values of those named.
        case by([String])
    }

    /// The runs that satisfy `query`'s filter in groups, each metric with its mean.
    ///
    /// - Parameter metrics: which; nil for all that the runs have.
    package func groups(_ grouping: Grouping, _ query: RunQuery, metrics: [String]) throws -> RunGroups {
        try attempt { try groups(grouping, of: ChosenRuns(query.filter, in: $0), metrics: metrics) }
    }

    private func groups(_ grouping: Grouping, of runs: ChosenRuns, metrics: [String]) throws -> RunGroups {
        let varied = try variedParameters(of: runs).map { IndexSchema.Kind.parameter.prefix + $0 }
        var keys: [String]
        switch grouping {
        case .by(let names): keys = names
        case .over(let names):
            // A name that does not exist is an error, not a group of its own.
            try check(names, in: runs)
            keys = ["script"] + varied + ["seed"]
            let left = Set(names.flatMap { [$0, IndexSchema.Kind.parameter.prefix + $0] })
            keys.removeAll { left.contains($0) }
        }
        // Runs of the same parameters and seed that came out the same are one draw, not several: they count once.
        let identity = (["script"] + varied + ["seed"]).filter { !keys.contains($0) }
        var known: Set<[IndexValue?]> = []
        let rows = try values(keys + metrics + identity, of: runs)
            .filter { known.insert($0).inserted }
            .map { Array($0.dropLast(identity.count)) }
        // What is the same in all tells nothing, save that it was asked for.
        if case .over = grouping {
            let told = keys.indices.filter { column in Set(rows.map { $0[column] }).count > 1 }
            let kept = told + Array(keys.count..<keys.count + metrics.count)
            return Self.group(rows.map { row in kept.map { row[$0] } }, keys: told.map { keys[$0] }, metrics: metrics)
        }
        return Self.group(rows, keys: keys, metrics: metrics)
    }

    private static func group(_ rows: [[IndexValue?]], keys: [String], metrics: [String]) -> RunGroups {
        var (order, members): ([[IndexValue?]], [[IndexValue?]: [ArraySlice<IndexValue?>]]) = ([], [:])
        for row in rows {
            let key = Array(row.prefix(keys.count))
            if members[key] == nil { order.append(key) }
            members[key, default: []].append(row.dropFirst(keys.count))
        }
        let groups = order.map { key in
            let rows = members[key] ?? []
            let means = metrics.indices.map { index in
                let values = rows.compactMap { $0[keys.count + index]?.double }
                return values.isEmpty ? nil : RunGroups.Mean(values)
            }
            return RunGroups.Group(key: key, count: rows.count, means: means)
        }
        return RunGroups(
            keys: keys.map { $0.hasPrefix("param.") ? String($0.dropFirst(6)) : $0 }, metrics: metrics, groups: groups)
    }
}
