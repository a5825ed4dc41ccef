package import JSON
internal import Rendering
internal import Rollouts

/// Lets optuna propose points and stop trials, by ask and tell.
///
/// A suggestion comes from a new sampler and a new study that holds the visible results in their order. The sampler's seed is word 0 of block 0
/// of the Philox key (sweep's seed, `search`, update 1, episode: the point's number); see `RandomKey`. Thus the same arguments give the same
/// suggestion in every process that has the same versions of optuna, numpy and the C library. Numbers are rounded to 12 significant digits.
///
/// A point that is still running is not visible. TPE (Bergstra and others, "Algorithms for hyper-parameter optimization", 2011) may then
/// propose a neighbour of it, the more so the more run at once. optuna's remedy, to take running points for bad ones ("constant liar"), is off:
/// a suggestion would follow from which trials happened to be running. TPE draws at random until 10 results are visible; it draws all
/// parameters together (`multivariate`).
package final class OptunaSearcher: Searcher, Pruner {
    /// What needs nothing but optuna itself.
    package static let methods = ["tpe", "random"]

    private let method: String
    private let halving: Halving?
    private let worker: OptunaWorker

    /// - Parameters:
    ///   - method: one of `methods`.
    ///   - halving: for `isPruned`.
    ///   - patience: how long an answer may take; the first one loads optuna.
    /// - Throws: `SweepError` for a method that there is not.
    package init(
        method: String, python: PythonWithOptuna, halving: Halving? = nil, patience: Duration = .seconds(120)
    ) throws(SweepError) {
        try Self.check(method: method)
        (self.method, self.halving) = (method, halving)
        worker = OptunaWorker(python, patience: patience)
    }

    /// - Throws: `SweepError` for a method that there is not.
    package static func check(method: String) throws(SweepError) {
        guard !methods.contains(method) else { return }
        let hint = NearestName.among(methods, for: method, verb: "there are")
        throw SweepError("there is no search '\(DeclaredParameter.brief(method))'\(hint)", isUsage: true)
    }

    /// The versions of `optuna`, `numpy` and `python`, of which suggestions are a function too.
    package func versions() throws -> JSONObject { try worker.versions() }

    package func suggestion(
        _ number: Int, seed: UInt64, space: [(name: String, distribution: Distribution)], direction: Direction,
        visible: [PointResult]
    ) throws -> JSONObject {
        guard number > 0, UInt32(exactly: number) != nil else {
            throw SweepError("there is no point \(number): points are counted from 1 to 2^32 - 1", isUsage: true)
        }
        let key = RandomKey(seed: seed, purpose: .search, update: 1, episode: number)
        let answer = try worker.answer([
            "do": "suggest", "method": .string(method), "seed": .int(Int(key.block(0)[0])), "direction": direction.json,
            "space": .array(space.map { $0.distribution.request(named: $0.name) }),
            "seen": .array(try visible.map { try Self.seen($0, space) }),
        ])
        guard let values = answer["values"]?.array, values.count == space.count else {
            throw worker.nonsense(JSONValue.object(answer).text)
        }
        return JSONObject(
            try zip(space, values).map { parameter, answered in
                guard let value = parameter.distribution.value(answered) else {
                    throw worker.nonsense(JSONValue.object(answer).text)
                }
                return (parameter.name, value)
            })
    }

    package func isPruned(_ report: RungValue, direction: Direction, visible: [RungValue]) throws -> Bool {
        guard let halving else { throw SweepError("this search was made without rungs, at which trials are pruned") }
        let before = visible.filter { $0 != report }
        let answer = try worker.answer([
            "do": "prune", "first": .int(halving.minResource), "factor": .int(halving.reductionFactor),
            "direction": direction.json, "report": report.json, "seen": .array(before.map(\.json)),
        ])
        guard let isPruned = answer["pruned"]?.bool else { throw worker.nonsense(JSONValue.object(answer).text) }
        return isPruned
    }

    private static func seen(
        _ point: PointResult, _ space: [(name: String, distribution: Distribution)]
    ) throws(SweepError) -> JSONValue {
        var values: [JSONValue] = []
        for (name, distribution) in space {
            guard let given = point.parameters[name], let value = distribution.answer(given) else {
                throw SweepError(
                    "point \(point.point) has \(name)=\(point.parameters[name]?.brief ?? ""), which is not in \(name)="
                        + DeclaredParameter.brief(distribution.text))
            }
            values.append(value)
        }
        // Of what is no number nothing can be learned but that it failed.
        let value = point.value.flatMap { $0.isNaN ? nil : $0 }
        return [
            "values": .array(values), "value": value.map { .number($0) } ?? .null, "pruned": .bool(point.isPruned),
        ]
    }
}

extension Direction {
    fileprivate var json: JSONValue { self == .maximize ? "maximize" : "minimize" }
}

extension RungValue {
    fileprivate var json: JSONValue { [.int(trial), .int(step), .number(value)] }
}

/// How the worker knows distributions and values: of a list by their places in it.
extension Distribution {
    fileprivate func request(named name: String) -> JSONValue {
        var request: JSONObject = ["name": .string(name)]
        switch self {
        case .uniform(let low, let high), .logUniform(let low, let high):
            let isLogarithmic = if case .logUniform = self { true } else { false }
            request.merge(["kind": "float", "low": .number(low), "high": .number(high), "log": .bool(isLogarithmic)])
        case .integer(let low, let high): request.merge(["kind": "int", "low": .int(low), "high": .int(high)])
        case .categorical(let values): request.merge(["kind": "choice", "count": .int(values.count)])
        }
        return .object(request)
    }

    /// A value for the worker; nil where it is none of the distribution's.
    fileprivate func answer(_ value: JSONValue) -> JSONValue? {
        switch self {
        case .uniform(let low, let high), .logUniform(let low, let high):
            return value.double.flatMap { $0 >= low && $0 <= high ? $0 : nil }.map { .number($0) }
        case .integer(let low, let high):
            return value.int.flatMap { $0 >= low && $0 <= high ? $0 : nil }.map { .int($0) }
        case .categorical(let values): return values.firstIndex(of: value).map { .int($0) }
        }
    }

    /// What the worker's value stands for; nil where it is none of the distribution's.
    fileprivate func value(_ answer: JSONValue) -> JSONValue? {
        guard case .categorical(let values) = self else { return self.answer(answer) }
        return answer.int.flatMap { values.indices.contains($0) ? $0 : nil }.map { values[$0] }
    }
}
