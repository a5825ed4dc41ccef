import JSON

/// Which trial comes next: those that are left, then what a search proposes.
///
/// A search sees a point once all of its seeds have ended, and the mean of their values. What is visible is what the journal holds, in its
/// order, so that each suggestion can be worked out again.
struct TrialQueue {
    private let plan: SweepPlan
    private let searcher: (any Searcher)?
    /// The next one last.
    private var waiting: [Trial]
    /// How many points the search has proposed.
    private var proposed: Int

    /// - Parameter waiting: the trials that are left, in the order in which they start.
    init(_ folder: SweepFolder, waiting: [Trial], proposed: Int, searcher: (any Searcher)?) {
        (plan, self.waiting, self.proposed) = (folder.head.plan, waiting.reversed(), proposed)
        self.searcher = searcher
    }

    /// How many trials are left, those included that are not proposed yet.
    var left: Int { waiting.count + plan.trialCount - trialsProposed }
    private var trialsProposed: Int {
        if case .search = plan.source { proposed * plan.seeds.count } else { plan.trialCount }
    }

    /// Puts a trial back: it comes before all others.
    mutating func putBack(_ trial: Trial) { waiting.append(trial) }

    /// The next trial; nil where none is left.
    ///
    /// - Parameter propose: notes a point that the search proposes; called before its trials begin.
    mutating func next(_ events: [SweepEvent], propose: (Point) throws -> Void) throws -> Trial? {
        if waiting.isEmpty, case .search(let search) = plan.source, proposed < search.points, let searcher {
            let point = try Self.suggestion(proposed + 1, of: search, plan, seen: events[...], searcher)
            try propose(point)
            proposed += 1
            waiting = plan.trials(of: point).reversed()
        }
        return waiting.popLast()
    }

    /// The point that the search proposes after `events`.
    static func suggestion(
        _ number: Int, of search: SearchSettings, _ plan: SweepPlan, seen events: ArraySlice<SweepEvent>,
        _ searcher: any Searcher
    ) throws -> Point {
        guard let goal = plan.goal else { throw SweepError("a search needs a goal, and the sweep has none") }
        let suggested = try searcher.suggestion(
            number, seed: plan.searchSeed, space: search.space.map { ($0.name, $0.distribution) },
            direction: goal.direction, visible: plan.results(in: events))
        var parameters = search.base
        for member in suggested.members { parameters[member.key] = member.value }
        return Point(number: number, parameters: parameters)
    }
}

extension SweepPlan {
    /// The seed of what a search draws: a sweep with other seeds of training tries other points.
    var searchSeed: UInt64 { seeds[0] }

    /// What a search sees after `events`: the points all of whose seeds have ended, in the order in which they came to that.
    func results(in events: ArraySlice<SweepEvent>) -> [PointResult] {
        guard case .search(let search) = source else { return [] }
        var points: [Int: Point] = [:], ended: [Int: [Int: (value: Double?, isPruned: Bool)]] = [:]
        var results: [PointResult] = []
        for event in events {
            let (trial, value, isPruned): (Int, Double?, Bool)
            switch event {
            case .suggested(let point):
                points[point.number] = point
                continue
            case .ended(let end):
                (trial, value, isPruned) = (end.trial, end.status == .failed ? nil : end.value, end.status == .pruned)
            case .linked(let number, _, let linked): (trial, value, isPruned) = (number, linked, false)
            case .started, .rung, .versions: continue
            }
            let number = (trial - 1) / seeds.count + 1
            guard let point = points[number] else { continue }
            ended[number, default: [:]][trial] = (value, isPruned)
            guard let seeds = ended[number], seeds.count == self.seeds.count else { continue }
            results.removeAll { $0.point == number }
            let values = seeds.sorted { $0.key < $1.key }.map(\.value.value)
            let known = values.compactMap { $0 }
            let mean = known.count == values.count ? known.reduce(0, +) / Double(known.count) : nil
            let searched = Set(search.space.map(\.name))
            let parameters = JSONObject(
                point.parameters.members.filter { searched.contains($0.key) }.map { ($0.key, $0.value) })
            results.append(
                PointResult(
                    point: number, parameters: parameters, value: mean,
                    isPruned: seeds.values.contains(where: \.isPruned)))
        }
        return results
    }

    /// What a decision at a rung sees after `events`.
    func rungs(in events: ArraySlice<SweepEvent>) -> [RungValue] {
        events.compactMap { if case .rung(let report, _) = $0 { report } else { nil } }
    }
}
