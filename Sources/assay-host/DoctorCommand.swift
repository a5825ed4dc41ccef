import ArgumentParser
import CommandLineOptions
import Rendering
import Sandbox

/// `assay doctor`: one line a layer, then the verdict. Ends with 0 when hostile programs may run here, else with 1.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Attack the sandbox from inside and say what isolation this machine gives.")

    func run() throws {
        let findings = Doctor().examine()
        Terminal.output.write(DoctorPage(findings: findings).text)
        if !Doctor.isIsolated(findings) { throw ExitCode(Program.Status.failure.rawValue) }
    }
}
