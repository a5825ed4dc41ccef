package import JSON
internal import Rollouts

/// Tries the points of a scrambled Sobol sequence, whatever came of those before.
package final class SobolSearcher: Searcher {
    package init() {}

    package func suggestion(
        _ number: Int, seed: UInt64, space: [(name: String, distribution: Distribution)], direction: Direction,
        visible: [PointResult]
    ) throws -> JSONObject {
        guard space.count <= SobolSequence.mostDimensions else {
            throw SweepError(
                "points of \(space.count) parameters were asked for, and the Sobol sequence here has \(SobolSequence.mostDimensions) "
                    + "dimensions; fix some of the parameters, or list the trials in a file and give it by --from",
                isUsage: true)
        }
        guard number > 0, let index = UInt32(exactly: number - 1) else {
            throw SweepError(
                "there is no point \(number): points of a Sobol sequence are counted from 1 to 2^32", isUsage: true)
        }
        let point = SobolSequence(dimensions: space.count, seed: seed).point(index)
        return JSONObject(zip(space, point).map { ($0.name, $0.distribution.value(at: $1)) })
    }
}

extension Distribution {
    /// The value below which the part `share` of the distribution lies: 0.5 for the median. Of a list, the value at that part of it.
    ///
    /// - Parameter share: above 0 and below 1.
    package func value(at share: Double) -> JSONValue {
        switch self {
        case .uniform(let low, let high): .number(min(low + share * (high - low), high))
        case .logUniform(let low, let high): .number(Self.logarithmic(share, low, high))
        case .integer(let low, let high):
            .int(low &+ Int(bitPattern: Self.step(share, of: UInt(bitPattern: high &- low))))
        case .categorical(let values): values[min(values.count - 1, Int(share * Double(values.count)))]
        }
    }

    /// One of 0 to `last`; from 2^53 on, a double does not tell all of them apart.
    private static func step(_ share: Double, of last: UInt) -> UInt {
        min(last, UInt(share * (Double(last) + 1)))
    }

    private static func logarithmic(_ share: Double, _ low: Double, _ high: Double) -> Double {
        let (first, last) = (PortableMath.log(low), PortableMath.log(high))
        return min(max(low, PortableMath.exp(first + share * (last - first))), high)
    }
}
