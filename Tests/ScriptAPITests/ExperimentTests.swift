import JSON
import Foundation
import LuaHost
import RunStore
import ScriptAPI
import TestSupport
import Testing

/// Each experiment runs to its end, with parameters that make it small.
@Suite struct ExperimentTests {
    /// What makes an experiment small, by the names its parameters have.
    private static let small = [
        "updates": "1", "episodes": "4", "problems": "4", "count": "20", "skill": "20", "habit": "20", "samples": "1",
    ]

    private static var experiments: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Project.experiments)) ?? []
        return names.filter { $0.hasSuffix(".lua") }.sorted()
    }

    @Test func thereAreSome() { #expect(Self.experiments.contains("rlef.lua")) }

    @Test(arguments: experiments) func runs(_ name: String) throws {
        let fixture = try ScriptFixture()
        let script = Project.experiments + "/" + name
        let source = try String(contentsOfFile: script, encoding: .utf8)
        // A checkout without weights runs a copy on a policy of the same shape that never learnt anything.
        try fixture.folder.write(
            source.replacing("model.load \"minicoder\"", with: Project.policy), to: name)
        guard case .described(let help) = try fixture.run(script: script, help: true).outcome else {
            Issue.record("\(name) describes no parameters")
            return
        }
        let assignments = Self.small.sorted { $0.key < $1.key }.filter { help.contains("  \($0.key)=") }
        let ran = try fixture.run(script: fixture.folder.file(name), assignments.map { ($0.key, $0.value) })
        #expect(ran.isCompleted, "\(ran.error?.screen() ?? ran.misuse ?? "")")
        #expect(ran.status == .completed)
    }
}
