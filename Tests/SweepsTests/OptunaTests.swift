import JSON
import Rollouts
import RunStore
import Sweeps
import Testing

/// Needs optuna, and installs it as the first search does; skipped where that cannot be done.
@Suite(
    .enabled(
        if: (try? PythonWithOptuna.find() ?? PythonWithOptuna.install()) != nil,
        "optuna cannot be installed; set ASSAY_OPTUNA to a Python that has it"))
struct OptunaTests {
    private static let space: [(name: String, distribution: Distribution)] = [
        ("lr", .logUniform(low: 1e-5, high: 1e-3)), ("kl", .uniform(low: -1, high: 3)),
        ("turns", .integer(low: 1, high: 9)),
        ("budgets", .categorical([[1, 2], [1, 3], "none"])),
    ]

    private func searcher(_ method: String = "tpe", _ halving: Halving? = nil) throws -> OptunaSearcher {
        try OptunaSearcher(method: method, python: try #require(PythonWithOptuna.find()), halving: halving)
    }

    /// A bowl with its bottom at lr 1e-4, kl 1, 5 turns, the second budget.
    private static func loss(_ point: JSONObject) -> Double {
        let rate = point["lr"]?.double ?? 0, weight = point["kl"]?.double ?? 0, turns = point["turns"]?.double ?? 0
        let exponent = PortableMath.log(rate) / PortableMath.log(10) + 4
        return exponent * exponent + (weight - 1) * (weight - 1) + (turns - 5) * (turns - 5) / 16
            + (point["budgets"] == [1, 3] ? 0 : 1)
    }

    private func search(
        _ count: Int, with searcher: () throws -> OptunaSearcher, seed: UInt64 = 1, direction: Direction = .minimize
    ) throws -> [PointResult] {
        var results: [PointResult] = []
        for number in 1...count {
            let point = try searcher().suggestion(
                number, seed: seed, space: Self.space, direction: direction, visible: results)
            let loss = Self.loss(point)
            results.append(PointResult(point: number, parameters: point, value: direction == .minimize ? loss : -loss))
        }
        return results
    }

    @Test(arguments: ["tpe", "random"]) func theSameArgumentsGiveTheSameInEveryProcess(_ method: String) throws {
        let one = try searcher(method)
        let first = try search(30) { one }
        // A process for each, whose strings hash otherwise: Python draws a key for them when it starts.
        for number in [1, 12, 29, 30] {
            let point = try searcher(method).suggestion(
                number, seed: 1, space: Self.space, direction: .minimize, visible: Array(first.prefix(number - 1)))
            #expect(point == first[number - 1].parameters)
        }
        // Asked out of order and again, nothing is remembered.
        #expect(
            try one.suggestion(5, seed: 1, space: Self.space, direction: .minimize, visible: Array(first.prefix(4)))
                == first[4].parameters)
        let other = try one.suggestion(
            5, seed: 2, space: Self.space, direction: .minimize, visible: Array(first.prefix(4)))
        #expect(other != first[4].parameters)
        #expect(Set(first.map(\.parameters)).count == 30)
    }

    @Test func suggestionsLieInTheirRangesAndAreShort() throws {
        let one = try searcher()
        for point in try search(25, with: { one }).map(\.parameters) {
            #expect(point.members.map(\.key) == ["lr", "kl", "turns", "budgets"])
            let rate = try #require(point["lr"]?.double), weight = try #require(point["kl"]?.double)
            #expect(rate >= 1e-5 && rate <= 1e-3 && weight >= -1 && weight <= 3)
            #expect((1...9).contains(try #require(point["turns"]?.int)))
            #expect([[1, 2], [1, 3], "none"].contains(try #require(point["budgets"])))
            let digits = "\(weight)".prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
            #expect(digits.count <= 12)
        }
    }

    /// What was seen bears on what comes, in the direction that was said.
    @Test(arguments: [Direction.minimize, .maximize]) func theSearchFindsTheBottom(_ direction: Direction) throws {
        let one = try searcher(), chance = try searcher("random")
        func mean(_ results: [PointResult]) -> Double {
            results.suffix(20).map { Self.loss($0.parameters) }.reduce(0, +) / 20
        }
        #expect(try mean(search(60, with: { one }, direction: direction)) < 0.8 * mean(search(60, with: { chance })))
    }

    @Test func failedAndPrunedPointsAreNotGoodOnes() throws {
        let one = try searcher(), results = try search(20) { one }
        func next(_ visible: [PointResult]) throws -> JSONObject {
            try one.suggestion(21, seed: 1, space: Self.space, direction: .minimize, visible: visible)
        }
        let plain = try next(results)
        var failed = results, pruned = results, unknown = results
        // The best ones: what is good is what counts most.
        let best = results.indices.sorted { results[$0].value! < results[$1].value! }.prefix(3)
        for index in best {
            failed[index].value = nil
            unknown[index].value = .nan
            (pruned[index].value, pruned[index].isPruned) = (nil, true)
        }
        #expect(try next(failed) != plain)
        #expect(try next(pruned) != plain)
        #expect(try next(unknown) == next(failed))
        // Where all were pruned, their last values tell them apart.
        #expect(
            try next(
                results.map { PointResult(point: $0.point, parameters: $0.parameters, value: $0.value, isPruned: true) }
            ) == plain)
        #expect(try next(results.filter { !best.map { results[$0].point }.contains($0.point) }) == next(failed))
    }

    @Test func whatWasNeverInTheSpaceIsRefused() throws {
        let result = PointResult(
            point: 3, parameters: ["lr": 1e-4, "kl": 9.5, "turns": 2, "budgets": "none"], value: 1)
        let error = #expect(throws: SweepError.self) {
            try searcher().suggestion(4, seed: 1, space: Self.space, direction: .minimize, visible: [result])
        }
        #expect(error?.description == "point 3 has kl=9.5, which is not in kl=uniform(-1.0,3.0)")
    }

    @Test func versionsAreKnown() throws {
        #expect(try searcher().versions().members.map(\.key) == ["optuna", "numpy", "python"])
    }

    /// The rule of the paper written down again: the best third of those that have reached the rung goes on, and at least the best one.
    @Test(arguments: [Direction.minimize, .maximize]) func halvingKeepsTheBestOfEachRung(_ direction: Direction) throws
    {
        let one = try searcher("tpe", Halving(minResource: 2, reductionFactor: 3))
        var random = RandomKey(seed: 3, purpose: .script).stream()
        var seen: [RungValue] = [], running = Array(1...12), decisions = (pruned: 0, kept: 0)
        for step in [2, 6, 18] {
            for trial in running {
                let report = RungValue(trial: trial, step: step, value: (random.uniform() * 20).rounded())
                let rivals = seen.filter { $0.step == step }.map(\.value) + [report.value]
                let order = rivals.sorted { direction == .minimize ? $0 < $1 : $0 > $1 }
                let bar = order[max(0, rivals.count / 3 - 1)]
                let isPruned = direction == .minimize ? report.value > bar : report.value < bar
                #expect(try one.isPruned(report, direction: direction, visible: seen) == isPruned)
                seen.append(report)
                // Whether what is asked about is among what is visible makes no difference.
                #expect(try one.isPruned(report, direction: direction, visible: seen) == isPruned)
                if isPruned { decisions.pruned += 1 } else { decisions.kept += 1 }
                if isPruned { running.removeAll { $0 == trial } }
            }
        }
        #expect(decisions.pruned > 4 && decisions.kept > 4)
    }

    /// scripts/golden/halving.py: a study that lives through all of it decides the same.
    @Test func decisionsEqualThoseOfALivingStudy() throws {
        let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!))
        let studies = try JSONParser.parse(Files.read(folder + "/Goldens/halving.json", limit: 1 << 20)).array ?? []
        #expect(studies.count == 3)
        for study in studies {
            let halving = try Halving(
                minResource: try #require(study["first"]?.int), reductionFactor: try #require(study["factor"]?.int))
            let one = try searcher("tpe", halving)
            var seen: [RungValue] = []
            for row in try #require(study["reports"]?.array).compactMap(\.array) {
                let report = RungValue(
                    trial: try #require(row[0].int), step: try #require(row[1].int), value: try #require(row[2].double))
                let direction: Direction = study["direction"] == "maximize" ? .maximize : .minimize
                #expect(try one.isPruned(report, direction: direction, visible: seen) == row[3].bool)
                seen.append(report)
            }
        }
    }

    @Test func aTrialThatDivergesIsPruned() throws {
        let one = try searcher("tpe", Halving(minResource: 1, reductionFactor: 2))
        let report = RungValue(trial: 1, step: 1, value: .nan)
        #expect(try one.isPruned(report, direction: .maximize, visible: []))
        #expect(try !one.isPruned(RungValue(trial: 2, step: 1, value: 0), direction: .maximize, visible: [report]))
        // Below the first rung nothing is decided.
        let later = try searcher("tpe", Halving(minResource: 5, reductionFactor: 2))
        #expect(try !later.isPruned(report, direction: .maximize, visible: []))
    }
}
