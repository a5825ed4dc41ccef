import JSON
import Sweeps
import Testing

@Suite struct SweepRequestTests {
    private static let declared = [
        DeclaredParameter(name: "turns", fallback: 3, isInteger: true),
        DeclaredParameter(name: "kl", fallback: 0.05),
        DeclaredParameter(name: "feedback", fallback: "execution", choices: ["execution", "none"]),
    ]

    private func plan(
        _ axes: [(String, String)], sweep: JSONValue = .null, _ change: (inout SweepRequest) -> Void = { _ in }
    ) throws -> SweepPlan {
        var request = SweepRequest()
        request.axes = axes.map { (name: $0.0, text: $0.1) }
        change(&request)
        return try request.plan(declared: Self.declared, sweep: sweep)
    }

    private func labels(_ plan: SweepPlan) -> [String] { plan.fixedTrials.map(\.label) }

    @Test func aGridTriesEveryCombinationWithTheLastAxisTheFastest() throws {
        let plan = try plan([("turns", "1,3"), ("feedback", "*"), ("seed", "1..2")])
        #expect(plan.seeds == [1, 2])
        #expect(
            labels(plan).prefix(4) == [
                "turns=1 feedback=execution, seed 1", "turns=1 feedback=none, seed 1",
                "turns=3 feedback=execution, seed 1", "turns=3 feedback=none, seed 1",
            ])
        #expect(plan.trialCount == 8)
        #expect(plan.fixedTrials.map(\.number) == Array(1...8))
    }

    @Test func armsChangeTheBase() throws {
        let sweep: JSONValue = [
            "base": ["turns": 5], "arms": ["blind": ["feedback": "none"], "short": ["turns": 1]], "grid": [:],
            "seeds": 3, "reference": "execution", "goal": "max solved",
        ]
        let plan = try plan([("kl", "0.1")], sweep: sweep)
        #expect(plan.reference == "execution")
        #expect(plan.goal == Goal(.maximize, "solved"))
        #expect(plan.seeds == [1, 2, 3])
        #expect(plan.fixedTrials.prefix(3).map(\.point.label) == ["execution", "blind", "short"])
        #expect(
            plan.fixedTrials.prefix(3).map(\.point.parameters.assignments) == [
                "turns=5 kl=0.1", "turns=5 kl=0.1 feedback=none", "turns=1 kl=0.1",
            ])
    }

    @Test func theCommandLineReplacesAnAxisOfTheScript() throws {
        let sweep: JSONValue = ["base": [:], "arms": [:], "grid": ["turns": [1, 3, 5]], "seeds": [4, 9]]
        #expect(try labels(plan([], sweep: sweep)).count == 6)
        #expect(
            try labels(plan([("turns", "1,2"), ("seed", "7")], sweep: sweep)) == ["turns=1, seed 7", "turns=2, seed 7"])
    }

    @Test func samplesAreTheSameEachTimeAndOtherWithAnotherSeed() throws {
        let ranges = [("kl", "loguniform(1e-3,1)"), ("feedback", "*")]
        let first = try plan(ranges) { $0.samples = 8 }
        let second = try plan(ranges) { $0.samples = 8 }
        let other = try plan(ranges + [("seed", "2")]) { $0.samples = 8 }
        #expect(first == second)
        #expect(first.trialCount == 8)
        #expect(first.fixedTrials.map(\.point) != other.fixedTrials.map(\.point))
    }

    @Test func aListGivesEachTrialItsSeed() throws {
        let plan = try plan([]) { $0.list = "turns,seed\n1,5\n3,6\n" }
        #expect(labels(plan) == ["turns=1, seed 5", "turns=3, seed 6"])
    }

    @Test(arguments: [
        (
            [("turns", "3")],
            "there is nothing to sweep: give several values, turns=1,3,5 or seed=1..5, or declare sweep { … } in the script"
        ),
        ([("tunrs", "1,3")], "the script has no parameter 'tunrs'; did you mean 'turns'? it has turns, kl, feedback"),
        (
            [("kl", "uniform(0,1)")],
            "kl is a range, of which a grid cannot try every value; add --samples N, or give values, kl=linear(a,b,n) or log(a,b,n)"
        ),
        (
            [("seed", "1..1000000"), ("turns", "1..1000")],
            "the sweep would have 1000000000 trials, more than 1000000; take fewer points or seeds"
        ),
    ]) func mistakesAreOneSentence(_ axes: [(String, String)], _ message: String) {
        #expect(throws: (any Error).self) { try plan(axes) }
        do { _ = try plan(axes) } catch { #expect("\(error)" == message) }
    }

    @Test func aSearchNeedsAGoal() {
        do {
            _ = try plan([("kl", "uniform(0,1)")]) { $0.search = ("tpe", 10) }
            Issue.record("no error")
        } catch { #expect("\(error)" == "a search needs a goal: --goal \"max solve_rate\"") }
    }
}
