import Sandbox

/// What the doctor found, for people.
struct DoctorPage {
    let findings: [Finding]

    var text: String {
        let width = findings.map(\.layer.count).max() ?? 0
        let lines = findings.map { finding in
            let layer = finding.layer + String(repeating: " ", count: width - finding.layer.count)
            let state = finding.state.rawValue + String(repeating: " ", count: 6 - finding.state.rawValue.count)
            let remedy =
                finding.remedy.map { "\n" + String(repeating: " ", count: width + 10) + "mend it: \($0)" } ?? ""
            return "\(layer)  \(state)  \(finding.detail)\(remedy)\n"
        }
        let verdict =
            Doctor.isIsolated(findings)
            ? "isolated: hostile Python programs may run here\n"
            : "not isolated: executor.python refuses to run here, unless a script says isolation = \"none\"\n"
        return lines.joined() + "\n" + verdict
    }
}
