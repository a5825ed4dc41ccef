package import JSON
import Rendering

/// What a command line asks for, before it is known what the script declares.
package struct SweepRequest: Sendable {
    /// `name=values`, in their order; `seed` stands for the seeds.
    package var axes: [(name: String, text: String)] = []
    /// So many points, spread over the ranges by a Sobol sequence.
    package var samples: Int?
    /// The text of a list of trials.
    package var list: String?
    /// A method of search, and how many points it tries.
    package var search: (method: String, points: Int)?
    package var goal: String?
    package var pruning: Halving?

    package init() {}

    /// The plan for a script.
    ///
    /// - Parameters:
    ///   - declared: its parameters.
    ///   - sweep: what it says of its sweep; null for nothing.
    /// - Throws: `SweepError`.
    package func plan(declared: [DeclaredParameter], sweep: JSONValue) throws(SweepError) -> SweepPlan {
        let script = try DeclaredSweep(sweep, declared)
        if let list {
            guard axes.isEmpty, samples == nil, search == nil else {
                throw SweepError(
                    "--from lists the trials: it excludes name=values, --samples and --search", isUsage: true)
            }
            return try finished(Self.listed(list, declared, base: script.base), script, seeds: script.seeds)
        }
        var (base, varied): (JSONObject, [Axis]) = (script.base, [])
        var seeds = script.seeds
        for (name, text) in axes {
            if name == "seed" {
                seeds = try Axis.seeds(parsing: text)
                continue
            }
            let axis = try Axis(parsing: text, of: try Self.parameter(name, declared))
            if case .list(let values) = axis.values, values.count == 1, search == nil, samples == nil {
                base[name] = values[0]
            } else {
                varied.append(axis)
            }
        }
        let source: PointSource
        if !script.arms.isEmpty {
            if let axis = varied.first {
                throw SweepError(
                    "the script's sweep has arms, so \(axis.name) can have one value for all of them, not several; sweep a script without arms, or change its arms",
                    isUsage: true)
            }
            try refuseSearch("arms")
            source = .fixed(Combinations.points(of: script.arms, base: base, reference: script.reference))
        } else {
            let axes = script.grid.filter { axis in !self.axes.contains { $0.name == axis.name } } + varied
            source = try self.source(of: axes, base: base, seed: seeds[0])
            if case .fixed(let points) = source, points.count == 1, seeds.count == 1, search == nil {
                throw SweepError(
                    "there is nothing to sweep: give several values, turns=1,3,5 or seed=1..5, or declare sweep { … } in the script",
                    isUsage: true)
            }
        }
        return try finished(source, script, seeds: seeds)
    }

    private func source(of axes: [Axis], base: JSONObject, seed: UInt64) throws(SweepError) -> PointSource {
        let space = axes.map { SearchSettings.Dimension(name: $0.name, distribution: $0.distribution) }
        if let search {
            guard samples == nil else {
                throw SweepError("--samples and --search are two ways to choose points; give one", isUsage: true)
            }
            try OptunaSearcher.check(method: search.method)
            guard !space.isEmpty else {
                throw SweepError(
                    "there is nothing to search over: give ranges, such as lr=loguniform(1e-5,1e-3) or turns=1,3,5",
                    isUsage: true)
            }
            return .search(.init(method: search.method, points: search.points, space: space, base: base))
        }
        if let samples { return .fixed(try Self.sampled(samples, space, base: base, seed: seed)) }
        let lists = try axes.map { axis throws(SweepError) -> (name: String, values: [JSONValue]) in
            guard case .list(let values) = axis.values else {
                throw SweepError(
                    "\(axis.name) is a range, of which a grid cannot try every value; add --samples N, or give values, \(axis.name)=linear(a,b,n) or log(a,b,n)",
                    isUsage: true)
            }
            return (axis.name, values)
        }
        return .fixed(try Combinations.points(of: lists, base: base))
    }

    private func finished(
        _ source: PointSource, _ script: DeclaredSweep, seeds: [UInt64]
    ) throws(SweepError) -> SweepPlan {
        var plan = SweepPlan(source, seeds: seeds, pruning: pruning)
        if !script.arms.isEmpty, list == nil { plan.reference = script.reference }
        if let text = goal ?? script.goal { plan.goal = try Goal(parsing: text) }
        if plan.goal == nil {
            if search != nil {
                throw SweepError("a search needs a goal: --goal \"max solve_rate\"", isUsage: true)
            }
            if pruning != nil {
                throw SweepError(
                    "pruning needs a goal, a metric that run.log records: --goal \"max solve_rate\"", isUsage: true)
            }
        }
        guard plan.trialCount <= SweepPlan.mostTrials else {
            throw SweepError(
                "the sweep would have \(plan.trialCount) trials, more than \(SweepPlan.mostTrials); take fewer points or seeds",
                isUsage: true)
        }
        return plan
    }

    private func refuseSearch(_ what: String) throws(SweepError) {
        if search != nil || samples != nil {
            throw SweepError(
                "the script's sweep has \(what), which leave nothing to \(search == nil ? "sample" : "search")",
                isUsage: true)
        }
    }

    static func parameter(
        _ name: String, _ declared: [DeclaredParameter]
    ) throws(SweepError) -> DeclaredParameter {
        if let parameter = declared.first(where: { $0.name == name }) { return parameter }
        let names = declared.map(\.name)
        let hint = NearestName.suggestion(for: name, among: names)
        let all = names.isEmpty ? "it declares none" : "it has \(names.joined(separator: ", "))"
        throw SweepError(
            "the script has no parameter '\(name)'\(hint)\(hint.isEmpty ? ";" : "") \(all)", isUsage: true)
    }

    private static func listed(
        _ text: String, _ declared: [DeclaredParameter], base: JSONObject
    ) throws(SweepError) -> PointSource {
        let rows = try TrialsFile.read(text, declared: declared)
        var trials: [Trial] = []
        for (place, row) in rows.enumerated() {
            var (parameters, seed): (JSONObject, UInt64) = (base, 1)
            for (name, value) in row {
                guard name == "seed" else {
                    parameters[name] = value
                    continue
                }
                guard let given = UInt64(json: value) else {
                    throw SweepError(
                        "trial \(place + 1) of the list has the seed \(value.text), which is none", isUsage: true)
                }
                seed = given
            }
            trials.append(
                Trial(number: place + 1, point: Point(number: place + 1, parameters: parameters), seed: seed))
        }
        return .listed(trials)
    }

    /// Points of a Sobol sequence, which the sweep's first seed scrambles.
    private static func sampled(
        _ count: Int, _ space: [SearchSettings.Dimension], base: JSONObject, seed: UInt64
    ) throws(SweepError) -> [Point] {
        guard !space.isEmpty else {
            throw SweepError(
                "there is nothing to sample: give ranges, such as lr=loguniform(1e-5,1e-3) or turns=1,3,5",
                isUsage: true)
        }
        guard (1...SweepPlan.mostTrials).contains(count) else {
            throw SweepError("--samples must be from 1 to \(SweepPlan.mostTrials), not \(count)", isUsage: true)
        }
        let searcher = SobolSearcher()
        var points: [Point] = []
        for number in 1...count {
            let values: JSONObject
            do {
                values = try searcher.suggestion(
                    number, seed: seed, space: space.map { ($0.name, $0.distribution) }, direction: .maximize,
                    visible: [])
            } catch { throw error as? SweepError ?? SweepError("\(error)") }
            var parameters = base
            for member in values.members { parameters[member.key] = member.value }
            points.append(Point(number: number, parameters: parameters))
        }
        return points
    }
}
