package import JSON

/// What a rerun says of the run that it ran again.
package struct RerunVerdict: Sendable {
    package enum Kind: String, Sendable {
        /// Everything that was compared is the same to the bit.
        case identical
        /// Something is not, although nothing is known that would explain it.
        case differs
        /// Something is not, or was not reached, for a known reason.
        case cannotCompare = "cannot compare"
    }

    package let kind: Kind
    package let comparison: RunComparison
    /// Why the two cannot be expected to agree, or were not compared as a whole.
    package let reasons: [String]
    /// What is worth knowing beside the verdict.
    package let notes: [String]

    /// The verdict on run `old` by run `new`, which ran it again with nothing set otherwise.
    package init(of old: RunReader, by new: RunReader) throws {
        let comparison = try RunComparison(old, new)
        var (reasons, notes) = (Self.differencesOfGround(old.info, new.info), [String]())
        let isNewWhole = new.info.status == .completed || new.info.status == .failed
        if !isNewWhole { reasons.append("the rerun was \(new.info.status.rawValue)") }
        reasons += comparison.problems
        if comparison.isPrefix, isNewWhole {
            let remark =
                "\(old.info.id) is \(old.info.status.rawValue) and did not come to its end: what it had was compared"
            if comparison.sections.allSatisfy({ $0.compared == 0 }) {
                reasons.append("\(old.info.id) is \(old.info.status.rawValue) and had recorded nothing to compare")
            } else {
                notes.append(remark)
            }
        }
        let (before, now) = (old.info.provenance["build"]?.string, new.info.provenance["build"]?.string)
        if let before, let now, before != now { notes.append("another build of Assay made \(old.info.id)") }
        let isConclusive = isNewWhole && comparison.problems.isEmpty && comparison.sections.contains { $0.compared > 0 }
        if comparison.isSame, isConclusive {
            kind = .identical
            notes += reasons.map { "although \($0)" }
        } else {
            kind = reasons.isEmpty ? .differs : .cannotCompare
        }
        (self.comparison, self.reasons, self.notes) = (comparison, kind == .identical ? [] : reasons, notes)
    }

    /// What the two runs stand on and do not share.
    private static func differencesOfGround(_ old: RunInfo, _ new: RunInfo) -> [String] {
        var reasons: [String] = []
        for info in [old, new] {
            guard let level = info.determinism, level.level != "bitwise" else { continue }
            let reason = "the determinism level of \(info.id) is \(level.level): \(level.reason)"
            // One of the two says enough, when they say the same.
            if info.id == old.id || old.determinism != level { reasons.append(reason) }
        }
        // Records older than `numerics` have the bits of their kernels.
        let (numerics, others) = (old.provenance["numerics"], new.provenance["numerics"])
        if numerics != others {
            reasons.append("the numerics: \(numerics?.text ?? "unknown") then, \(others?.text ?? "unknown") now")
        }
        let kernels = numerics == nil && others == nil ? [("kernels", "the kernels")] : []
        let grounds =
            [("libtorch", "libtorch"), ("libtorch_build", "the build of libtorch")] + kernels + [
                ("models", "the models"), ("datasets", "the data sets"), ("executors", "the executors"),
            ]
        for (key, name) in grounds {
            guard let before = content(old.provenance[key]), let now = content(new.provenance[key]) else { continue }
            if let difference = RecordDifference(name, before, now) {
                reasons.append(
                    "\(difference.place): \(difference.old ?? "nothing") then, \(difference.new ?? "nothing") now")
            }
        }
        return reasons + whatIsGone(old)
    }

    /// The models and data that a run read and that are no longer where it read them.
    private static func whatIsGone(_ run: RunInfo) -> [String] {
        [("models", "model", "folder"), ("datasets", "data set", "path")].flatMap { key, kind, place in
            (run.provenance[key]?.array ?? []).compactMap { fact in
                guard let path = fact[place]?.string, !Files.exists(path) else { return nil }
                return "\(run.id) read the \(kind) \(path), which is gone"
            }
        }
    }

    /// A fact without the place where it was found.
    private static func content(_ fact: JSONValue?) -> JSONValue? {
        guard let list = fact?.array else { return fact }
        return .array(
            list.map { element in
                guard var object = element.object else { return element }
                for place in ["folder", "path"] { object[place] = nil }
                return .object(object)
            })
    }

    /// For programs.
    package var json: JSONValue {
        let sections = comparison.sections.map { section -> JSONValue in
            var object: JSONObject = [
                "name": .string(section.name), "compared": .int(section.compared), "differing": .int(section.differing),
            ]
            if let first = section.first {
                object["first"] = [
                    "place": .string(first.place), "old": first.old.map { .string($0) } ?? .null,
                    "new": first.new.map { .string($0) } ?? .null,
                ]
            }
            if let problem = section.problem { object["problem"] = .string(problem) }
            return .object(object)
        }
        return [
            "verdict": .string(kind.rawValue), "reasons": .array(reasons.map { .string($0) }),
            "notes": .array(notes.map { .string($0) }), "sections": .array(sections),
        ]
    }
}
