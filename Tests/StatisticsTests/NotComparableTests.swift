import Statistics
import Testing

/// What cannot be compared is refused with all that is missing, in one error.
@Suite struct NotComparableTests {
    private func run(_ seed: UInt64, _ problems: [String], samples: Int = 1, cluster: String = "") -> SeedOutcomes {
        SeedOutcomes(
            seed: seed,
            problems: problems.map {
                ProblemOutcome(problem: $0, cluster: cluster + $0, solved: 1, samples: samples)
            })
    }
    private let problems = ["p1", "p2", "p3", "p4"]

    private func findings(
        _ arms: [ArmOutcomes], reference: String = "a", margin: Double? = nil, pairsSeeds: Bool = true
    ) -> [String] {
        do {
            _ = try AblationTable(arms: arms, reference: reference, margin: margin, pairsSeeds: pairsSeeds)
            return []
        } catch let error as NotComparable {
            #expect(error.description.hasPrefix("the results cannot be compared: " + error.findings[0]))
            return error.findings
        } catch {
            return ["\(error)"]
        }
    }

    @Test func allThatIsMissingIsNamedAtOnce() {
        let arms = [
            ArmOutcomes(name: "a", seeds: [run(1, problems), run(2, problems), run(3, problems)]),
            ArmOutcomes(name: "b", seeds: [run(1, problems), run(3, ["p1", "p4"])]),
            ArmOutcomes(name: "c", seeds: [1, 2, 3].map { run($0, ["p1", "p2", "p3"]) }),
            ArmOutcomes(name: "d", seeds: []),
        ]
        #expect(
            findings(arms, reference: "e", margin: 2) == [
                "arm \"b\" lacks seed 2, which others have", "arm \"d\" has no run",
                "arm \"b\" (seed 3) lacks 2 problems, \"p2\", \"p3\", which others have",
                "arm \"c\" lacks the problem \"p4\", which others have", "the margin 2.0 is not between 0 and 1",
                "the reference \"e\" is none of the arms \"a\", \"b\", \"c\", \"d\"",
            ])
    }

    @Test func manyNamesAreCounted() {
        let many = (100..<120).map { "p\($0)" }
        let arms = [
            ArmOutcomes(name: "a", seeds: [run(1, many)]), ArmOutcomes(name: "b", seeds: [run(1, ["p100"])]),
        ]
        #expect(
            findings(arms) == [
                "arm \"b\" lacks 19 problems, \"p101\", \"p102\", \"p103\", \"p104\", \"p105\" and 14 more, which others have"
            ])
    }

    @Test func otherNumbersOfSamplesAreTold() {
        var odd = run(1, problems, samples: 4)
        odd.problems[2].samples = 3
        let arms = [ArmOutcomes(name: "a", seeds: [run(1, problems)]), ArmOutcomes(name: "b", seeds: [odd])]
        #expect(
            findings(arms) == [
                "arm \"b\" (seed 1) has not the 4 samples of other problems for the problem \"p3\"",
                "the numbers of samples of a problem differ: 1 in arm \"a\" (seed 1), 4 in arm \"b\" (seed 1)",
            ])
    }

    @Test func otherClustersAreTold() {
        let arms = [
            ArmOutcomes(name: "a", seeds: [run(1, problems)]),
            ArmOutcomes(name: "b", seeds: [run(1, problems, cluster: "x")]),
        ]
        #expect(
            findings(arms) == [
                "the problem \"p1\" belongs to \"p1\" in arm \"a\" (seed 1) and to \"xp1\" in arm \"b\" (seed 1), "
                    + "and 3 more problems likewise"
            ])
        var one = run(1, problems)
        for place in one.problems.indices { one.problems[place].cluster = "all" }
        #expect(
            findings([ArmOutcomes(name: "a", seeds: [one])]) == [
                "all problems belong to one cluster, \"all\", and an interval needs two at least"
            ])
    }

    @Test func impossibleOutcomesAreTold() {
        var wrong = run(1, problems + ["p1"])
        wrong.problems[1].solved = 2
        #expect(
            findings([ArmOutcomes(name: "a", seeds: [wrong, run(1, problems)])]) == [
                "arm \"a\" has more than one run of seed 1",
                "arm \"a\" (seed 1) has more than one outcome of the problem \"p1\"",
                "arm \"a\" (seed 1) says that 2 of 1 samples of the problem \"p2\" are solved",
            ])
        for samples in [0, -1, Int.max] {
            let run = SeedOutcomes(
                seed: 1, problems: problems.map { .init(problem: $0, cluster: $0, solved: samples, samples: samples) })
            #expect(findings([ArmOutcomes(name: "a", seeds: [run])]).count == 1)
        }
        #expect(findings([ArmOutcomes(name: "a", seeds: [run(1, [])])]) == ["there are no problems"])
        #expect(findings([]).first == "no arm is given")
    }

    @Test func seedsThatAreNotSharedAreRefusedUnlessByDesign() {
        let arms = [
            ArmOutcomes(name: "a", seeds: [run(1, problems), run(2, problems)]),
            ArmOutcomes(name: "b", seeds: [run(3, problems), run(4, problems)]),
            ArmOutcomes(name: "c", seeds: [run(5, problems)]),
        ]
        #expect(findings(arms).count == 3)
        #expect(findings(Array(arms.prefix(2)), pairsSeeds: false).isEmpty)
        #expect(
            findings(arms, pairsSeeds: false) == ["arm \"c\" has one run, and Welch's test needs two at least"])
    }
}
