package import JSON
import RunStore

extension JSONObject {
    /// Parameters as a command line sets them: `turns=3 kl=0.05`.
    package var assignments: String {
        members.map { "\($0.key)=\(RunInfo.Parameter.text(of: $0.value))" }.joined(separator: " ")
    }
}

extension Point {
    /// What people call it: its arm, or what it sets.
    package var label: String {
        arm ?? (parameters.members.isEmpty ? "defaults" : parameters.assignments)
    }
}

extension Trial {
    /// What people call it: `turns=3 kl=0.05, seed 2`.
    package var label: String { "\(point.label), seed \(seed)" }
}
