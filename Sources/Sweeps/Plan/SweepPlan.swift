package import JSON

/// How a sweep comes to its points.
package enum PointSource: Sendable, Hashable {
    /// They are known from the start, and each has every seed.
    case fixed([Point])
    /// A list of trials, each with a seed of its own.
    case listed([Trial])
    /// A search proposes one after the other.
    case search(SearchSettings)
}

/// A search: how many points it tries, and where they come from.
package struct SearchSettings: Sendable, Hashable {
    /// The name of the method: `tpe`, `random`.
    package var method: String
    package var points: Int
    package var space: [Dimension]
    /// What all points set.
    package var base: JSONObject

    /// One parameter that is searched over.
    package struct Dimension: Sendable, Hashable {
        package var name: String
        package var distribution: Distribution

        /// A dimension from its parts.
        package init(name: String, distribution: Distribution) {
            (self.name, self.distribution) = (name, distribution)
        }
    }

    /// A search from its parts.
    package init(method: String, points: Int, space: [Dimension], base: JSONObject) {
        (self.method, self.points, self.space, self.base) = (method, points, space, base)
    }
}

/// What a sweep is to do: points, seeds, and what is looked for.
package struct SweepPlan: Sendable, Hashable {
    package var source: PointSource
    package var seeds: [UInt64]
    package var goal: Goal?
    package var pruning: Halving?
    /// The arm with which others are compared; nil where the sweep has no arms.
    package var reference: String?

    /// A plan from its parts.
    package init(
        _ source: PointSource, seeds: [UInt64], goal: Goal? = nil, pruning: Halving? = nil,
        reference: String? = nil
    ) {
        (self.source, self.seeds, self.goal) = (source, seeds, goal)
        (self.pruning, self.reference) = (pruning, reference)
    }

    /// More trials than this are refused.
    package static let mostTrials = 1_000_000

    /// How many trials there will be.
    package var trialCount: Int {
        switch source {
        case .fixed(let points): points.count * seeds.count
        case .listed(let trials): trials.count
        case .search(let search): search.points * seeds.count
        }
    }

    /// Whether all trials are known from the start.
    package var isKnown: Bool { if case .search = source { false } else { true } }

    /// The trials of all points that are known: those of the first seed first, so that all points are compared early.
    package var fixedTrials: [Trial] {
        if case .listed(let trials) = source { return trials }
        guard case .fixed(let points) = source else { return [] }
        return seeds.enumerated().flatMap { place, seed in
            points.map { Trial(number: place * points.count + $0.number, point: $0, seed: seed) }
        }
    }

    /// The trials of a point that a search has proposed: a point has all of its seeds before the next one begins.
    package func trials(of point: Point) -> [Trial] {
        seeds.enumerated().map { place, seed in
            Trial(number: (point.number - 1) * seeds.count + place + 1, point: point, seed: seed)
        }
    }
}
