import ArgumentParser
import CommandLineOptions
import Pages
import Sandbox

/// `assay doctor`: one line a layer, then the verdict. Ends with 0 when hostile programs may run here, else with 1.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Attack the sandbox from inside and say what isolation this machine gives.")

    @Flag(help: "Print JSON for programs.") var json = false

    func run() throws {
        let findings = Doctor().examine()
        DoctorPage(findings: findings).page.show(asJSON: json)
        if !Doctor.isIsolated(findings) { throw ExitCode(Program.Status.failure.rawValue) }
    }
}
