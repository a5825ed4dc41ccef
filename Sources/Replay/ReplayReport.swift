package import JSON

/// What replaying a record came to.
package struct ReplayReport: Sendable {
    /// Something recorded that does not follow from what it should follow from.
    package struct Finding: Sendable {
        /// For people: `update 3, episode 5, turn 2`; `step 3`; `table "rates", row 2`.
        package var place: String
        /// `verdict`, `reward`, the metric's name.
        package var what: String
        package var recorded: String
        package var rebuilt: String
        /// The program in question.
        package var program: String?
    }

    /// Findings beyond this many are counted, not kept.
    static let kept = 100

    package internal(set) var episodes = 0
    package internal(set) var programs = 0
    /// How many of the programs ran; the others were the same as one that had.
    package internal(set) var executions = 0
    /// Calls whose results were worked out again, lines of metrics and rows of tables that have values of such calls.
    package internal(set) var calls = 0
    package internal(set) var steps = 0
    package internal(set) var rows = 0
    package internal(set) var findings: [Finding] = []
    package internal(set) var findingCount = 0
    /// Sentences about what no replay, or not this one, can tell.
    package internal(set) var notCovered: [String] = []

    /// Whether all that was looked at follows.
    package var isConsistent: Bool { findingCount == 0 }
    /// Whether anything was looked at.
    package var isEmpty: Bool { episodes == 0 }

    mutating func add(_ finding: Finding) {
        findingCount += 1
        if findings.count < Self.kept { findings.append(finding) }
    }
    /// Notes what was not looked at, once.
    package mutating func leaveOut(_ sentence: String) {
        if !notCovered.contains(sentence) { notCovered.append(sentence) }
    }

    /// For programs.
    package var json: JSONValue {
        [
            "consistent": .bool(isConsistent), "episodes": .int(episodes), "programs": .int(programs),
            "executions": .int(executions), "calls": .int(calls), "steps": .int(steps), "rows": .int(rows),
            "finding_count": .int(findingCount),
            "findings": .array(
                findings.map { finding in
                    [
                        "place": .string(finding.place), "what": .string(finding.what),
                        "recorded": .string(finding.recorded), "rebuilt": .string(finding.rebuilt),
                        "program": finding.program.map { .string($0) } ?? .null,
                    ]
                }), "not_covered": .array(notCovered.map { .string($0) }),
        ]
    }
}
