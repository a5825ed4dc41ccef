import Environments
import JSON
import Statistics
import Testing

/// Problems of one group are drawn together: eight problems that agree within their groups say no more than the groups do.
@Suite struct GroupedIntervalsTests {
    private func report(clusters: [String]?) -> EvaluationReport {
        let samples = (0..<2).map { _ in
            (0..<8).map { problem in
                EpisodeTally([
                    "solved": .bool(problem / 2 % 2 == 0), "passed_public": true, "turns": 2, "invalid": 0,
                    "begins_invalid": false, "repeats": 0,
                ])!
            }
        }
        return EvaluationReport(turns: 2, conversations: samples, independent: [], seed: 3, clusters: clusters)
    }

    @Test func groupsWidenIntervals() {
        let alone = report(clusters: nil).solvedByTurn[1]
        let grouped = report(clusters: ["a", "a", "b", "b", "c", "c", "d", "d"]).solvedByTurn[1]
        #expect(alone.value == 0.5 && grouped.value == 0.5)
        #expect(grouped.upper - grouped.lower > alone.upper - alone.lower)
    }

    /// Where each problem is a group of its own, nothing changes, to the bit.
    @Test func groupsOfOneChangeNothing() {
        let alone = report(clusters: nil), single = report(clusters: (0..<8).map { "p\($0)" })
        #expect(alone.columns == single.columns)
    }
}
