import JSON
import Pages
import Sandbox

/// What the doctor found: a table for the machine and one for each language, then the verdict.
struct DoctorPage {
    let findings: [Finding]

    var page: Page {
        let width = findings.map(\.layer.count).max() ?? 0
        var page = Page([], data: data)
        for finding in findings {
            if finding.subject != page.sections.last?.heading?.subject {
                page.sections.append(.init(heading: .line(Text(finding.subject)), []))
            }
            let state = Text(padded(finding.state.rawValue, 6), finding.state == .broken ? .bad : .plain)
            page.sections[page.sections.count - 1].blocks.append(
                .line(Text("  \(padded(finding.layer, width))  ") + state + Text("  \(finding.detail)")))
            if let remedy = finding.remedy {
                page.sections[page.sections.count - 1].blocks.append(
                    .line(Text(String(repeating: " ", count: width + 12) + "mend it: \(remedy)")))
            }
        }
        page.sections.append(.init([.line(Text(verdict))]))
        return page
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

    private var data: JSONValue {
        [
            "isolated": .bool(Doctor.isIsolated(findings)),
            "findings": .array(
                findings.map { finding in
                    [
                        "subject": .string(finding.subject), "layer": .string(finding.layer),
                        "state": .string(finding.state.rawValue), "detail": .string(finding.detail),
                        "remedy": finding.remedy.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension Page.Heading {
    /// What the findings below are about.
    fileprivate var subject: String? { if case .line(let text) = self { text.text } else { nil } }
}
