/// Arms that cannot be set beside each other, with all that is missing or does not fit.
package struct NotComparable: Error, CustomStringConvertible, Sendable, Hashable {
    /// What is wrong, a clause each; not empty.
    package let findings: [String]

    package init(_ findings: [String]) { self.findings = findings }

    package var description: String {
        "the results cannot be compared: " + findings.joined(separator: "; ")
            + ". Nothing is left out silently: record what is missing, or name only results that fit together"
    }
}

/// Puts together what stands against a comparison.
struct ComparabilityCheck {
    /// A name more than this many times is counted, not told.
    private static let namesTold = 5
    private static let mostSamples = 1_000_000

    private let arms: [ArmOutcomes]
    private(set) var findings: [String] = []

    init(_ arms: [ArmOutcomes]) { self.arms = arms }

    mutating func run(sharesSeeds: Bool) {
        if arms.isEmpty { findings.append("no arm is given") }
        for name in Self.repeated(arms.map(\.name)) { findings.append("two arms are called \"\(name)\"") }
        checkSeeds(areShared: sharesSeeds)
        checkProblems()
        checkSamples()
        // What is a consequence of the above need not be told.
        if findings.isEmpty { checkClusters() }
    }

    mutating func add(_ finding: String) { findings.append(finding) }

    private mutating func checkSeeds(areShared: Bool) {
        let all = Set(arms.flatMap { $0.seeds.map(\.seed) })
        for arm in arms {
            if arm.seeds.isEmpty {
                findings.append("arm \"\(arm.name)\" has no run")
                continue
            }
            let twice = Self.repeated(arm.seeds.map(\.seed))
            if !twice.isEmpty { findings.append("arm \"\(arm.name)\" has more than one run of \(Self.seeds(twice))") }
            let missing = all.subtracting(arm.seeds.map(\.seed)).sorted()
            if areShared, !missing.isEmpty {
                findings.append("arm \"\(arm.name)\" lacks \(Self.seeds(missing)), which others have")
            }
        }
    }

    private mutating func checkProblems() {
        let all = Set(arms.flatMap { $0.seeds.flatMap { $0.problems.map(\.problem) } })
        for arm in arms {
            let lacking = arm.seeds.map { run in all.subtracting(run.problems.map(\.problem)).sorted() }
            if let first = lacking.first, !first.isEmpty, lacking.allSatisfy({ $0 == first }) {
                findings.append("arm \"\(arm.name)\" lacks \(Self.problems(first)), which others have")
            } else {
                for (run, names) in zip(arm.seeds, lacking) where !names.isEmpty {
                    findings.append("\(Self.name(arm, run)) lacks \(Self.problems(names)), which others have")
                }
            }
            for run in arm.seeds {
                let twice = Self.repeated(run.problems.map(\.problem))
                if !twice.isEmpty {
                    findings.append("\(Self.name(arm, run)) has more than one outcome of \(Self.problems(twice))")
                }
            }
        }
        if all.isEmpty, arms.contains(where: { !$0.seeds.isEmpty }) { findings.append("there are no problems") }
    }

    private mutating func checkSamples() {
        var usual: [(name: String, samples: Int)] = []
        for arm in arms {
            for run in arm.seeds {
                let wrong = run.problems.filter {
                    !(1...Self.mostSamples).contains($0.samples) || !(0...$0.samples).contains($0.solved)
                }
                if let problem = wrong.min(by: { $0.problem < $1.problem }) {
                    findings.append(
                        "\(Self.name(arm, run)) says that \(problem.solved) of \(problem.samples) samples of the problem "
                            + "\"\(problem.problem)\" are solved")
                    continue
                }
                let byCount = Dictionary(grouping: run.problems, by: \.samples)
                guard let most = byCount.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) })?.key else {
                    continue
                }
                usual.append((Self.name(arm, run), most))
                let others = run.problems.filter { $0.samples != most }.map(\.problem).sorted()
                if !others.isEmpty {
                    findings.append(
                        "\(Self.name(arm, run)) has not the \(Self.count(most, "sample")) of other problems for "
                            + Self.problems(others))
                }
            }
        }
        let byCount = Dictionary(grouping: usual, by: \.samples).sorted { $0.key < $1.key }
        guard byCount.count > 1 else { return }
        let parts = byCount.map { "\($0.key) in \(Self.list($0.value.map(\.name)))" }
        findings.append("the numbers of samples of a problem differ: \(parts.joined(separator: ", "))")
    }

    private mutating func checkClusters() {
        var known: [String: (cluster: String, where: String)] = [:]
        var told: Set<String> = []
        for arm in arms {
            for run in arm.seeds {
                for problem in run.problems {
                    let place = known[problem.problem]
                    known[problem.problem] = place ?? (problem.cluster, Self.name(arm, run))
                    guard let place, place.cluster != problem.cluster, told.insert(problem.problem).inserted else {
                        continue
                    }
                    // A different grouping throughout is one finding, not hundreds.
                    guard told.count == 1 else { continue }
                    findings.append(
                        "the problem \"\(problem.problem)\" belongs to \"\(place.cluster)\" in \(place.where) and to "
                            + "\"\(problem.cluster)\" in \(Self.name(arm, run))")
                }
            }
        }
        if told.count > 1 {
            findings[findings.count - 1] += ", and \(Self.count(told.count - 1, "more problem")) likewise"
        }
        if let cluster = known.values.first?.cluster, known.values.allSatisfy({ $0.cluster == cluster }) {
            findings.append(
                "all problems belong to one cluster, \"\(cluster)\", and an interval needs two at least")
        }
    }

    private static func name(_ arm: ArmOutcomes, _ run: SeedOutcomes) -> String {
        "arm \"\(arm.name)\" (seed \(run.seed))"
    }

    private static func repeated<T: Hashable & Comparable>(_ values: [T]) -> [T] {
        Dictionary(grouping: values) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
    }

    private static func seeds(_ seeds: [UInt64]) -> String {
        (seeds.count == 1 ? "seed " : "the seeds ") + list(seeds.map { "\($0)" })
    }

    private static func problems(_ names: [String]) -> String {
        (names.count == 1 ? "the problem " : "\(names.count) problems, ") + list(names.map { "\"\($0)\"" })
    }

    private static func list(_ names: [String]) -> String {
        let told = names.prefix(namesTold).joined(separator: ", ")
        return names.count > namesTold ? told + " and \(names.count - namesTold) more" : told
    }

    private static func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
}
