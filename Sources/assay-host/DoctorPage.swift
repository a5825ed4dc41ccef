import Sandbox

/// What the doctor found, for people: a table for the machine and one for each language, then the verdict.
struct DoctorPage {
    let findings: [Finding]

    var text: String {
        let width = findings.map(\.layer.count).max() ?? 0
        var text = ""
        var subject: String?
        for finding in findings {
            if finding.subject != subject { text += (subject == nil ? "" : "\n") + "\(finding.subject)\n" }
            subject = finding.subject
            text += "  \(padded(finding.layer, width))  \(padded(finding.state.rawValue, 6))  \(finding.detail)\n"
            if let remedy = finding.remedy {
                text += String(repeating: " ", count: width + 12) + "mend it: \(remedy)\n"
            }
        }
        return text + "\n" + verdict + "\n"
    }

    private var verdict: String {
        guard Doctor.isIsolated(findings) else {
            return "not isolated: executors refuse to run here, unless a script says isolation = \"none\""
        }
        let languages = Doctor.languages(findings)
        let names = [languages.dropLast().joined(separator: ", "), languages.last ?? "no language"]
            .filter { !$0.isEmpty }.joined(separator: " and ")
        return "isolated: hostile programs in \(names) may run here"
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
