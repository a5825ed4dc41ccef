package import JSON

/// Where a parameter's value comes from in a search.
package enum Distribution: Sendable, Hashable {
    /// A real number, each part of the range alike.
    case uniform(low: Double, high: Double)
    /// A real number whose logarithm is uniform.
    case logUniform(low: Double, high: Double)
    /// A whole number; both ends are possible.
    case integer(low: Int, high: Int)
    /// One of a list, in no order.
    case categorical([JSONValue])
}

/// What a search saw of a point: the mean over its seeds, once all of them have ended.
package struct PointResult: Sendable, Hashable {
    /// The point's number, from 1.
    package var point: Int
    /// The values that were tried, by parameter.
    package var parameters: JSONObject
    /// The objective; nil where the point failed or was pruned before it had one.
    package var value: Double?
    package var isPruned: Bool

    /// A result from its parts.
    package init(point: Int, parameters: JSONObject, value: Double?, isPruned: Bool = false) {
        (self.point, self.parameters, self.value, self.isPruned) = (point, parameters, value, isPruned)
    }
}

/// What an objective is to become.
package enum Direction: String, Sendable, Hashable { case maximize = "max", minimize = "min" }

/// Proposes what to try next. A suggestion is a function of its arguments: a searcher remembers nothing between two of them.
package protocol Searcher: AnyObject {
    /// The libraries of which suggestions are a function too, by name.
    func versions() throws -> JSONObject
    /// The point to try as number `number` (from 1), given the results that are visible.
    ///
    /// - Parameters:
    ///   - seed: of the sweep.
    ///   - visible: in the order in which they arrived.
    func suggestion(
        _ number: Int, seed: UInt64, space: [(name: String, distribution: Distribution)], direction: Direction,
        visible: [PointResult]
    ) throws -> JSONObject
}

extension Searcher {
    package func versions() throws -> JSONObject { [:] }
}

/// A trial's value of the objective at a step at which it may be stopped.
package struct RungValue: Sendable, Hashable {
    package var trial: Int
    package var step: Int
    package var value: Double

    /// A value from its parts.
    package init(trial: Int, step: Int, value: Double) { (self.trial, self.step, self.value) = (trial, step, value) }
}

/// Decides which trials are stopped early. A decision is a function of its arguments.
package protocol Pruner: AnyObject {
    /// Whether the trial of `report` is stopped there.
    ///
    /// - Parameter visible: what other trials had reported before, and this one, in the order of arrival.
    func isPruned(_ report: RungValue, direction: Direction, visible: [RungValue]) throws -> Bool
}
