import JSON
import Foundation
import LuaHost
import RunStore
import ScriptAPI
import TestSupport
import Testing

/// Each experiment runs to its end, and so does each arm of its sweep, with parameters that make them small.
@Suite struct ExperimentTests {
    /// What makes an experiment small, by the names its parameters have.
    private static let small = [
        "updates": "1", "episodes": "16", "problems": "4", "count": "20", "skill": "20", "habit": "20", "samples": "1",
        "singles": "16", "passes": "1", "tokens": "12",
    ]

    /// Parameters as the command line gives them.
    struct Trial: Sendable, CustomTestStringConvertible {
        var script: String
        var parameters: [(name: String, value: String)] = []
        var testDescription: String {
            ([script] + parameters.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
        }
    }

    private static var experiments: [Trial] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Project.experiments)) ?? []
        return names.filter { $0.hasSuffix(".lua") }.sorted().map { Trial(script: $0) }
    }

    /// What each arm or each value of a grid changes.
    private static var arms: [Trial] {
        experiments.flatMap { base in
            let sweep = (try? declarations(of: base.script))?["sweep"]
            let arms = sweep?["arms"]?.object?.members.map {
                ($0.value.object?.members ?? []).map { ($0.key, $0.value) }
            }
            let values = sweep?["grid"]?.object?.members.flatMap { parameter in
                (parameter.value.array ?? []).map { [(parameter.key, $0)] }
            }
            return ((arms ?? []) + (values ?? [])).map { changes in
                Trial(script: base.script, parameters: changes.map { ($0.0, $0.1.string ?? $0.1.text) })
            }
        }
    }

    /// The parameters and the sweep that an experiment declares.
    private static func declarations(of script: String) throws -> JSONObject {
        let folder = try TemporaryFolder()
        let session = try Session(
            .new(.init(.file(Project.experiments + "/" + script), seed: 1, runs: folder.file("runs"))),
            parametersOnly: true, observer: SilentObserver())
        if case .failed(let error) = try session.perform() { throw error }
        return try session.declarations
    }

    @Test func thereAreSome() throws {
        #expect(Self.experiments.contains { $0.script == "rlef.lua" })
        let arms = Self.arms.map(\.testDescription)
        #expect(arms.contains("advantages.lua advantage=token_value lambda=0"))
        #expect(arms.contains("train_turns.lua train_turns=5"))
    }

    /// Each sweep is run by `scripts/reproduce`, and its table has a place on the page.
    @Test func thePageHasEverySweep() throws {
        let page = try String(contentsOfFile: Project.experiments + "/README.md", encoding: .utf8)
        let program = try String(contentsOfFile: Project.root + "scripts/reproduce", encoding: .utf8)
        for experiment in Self.experiments {
            guard try Self.declarations(of: experiment.script)["sweep"] != .null else { continue }
            let name = String(experiment.script.dropLast(4))
            #expect(page.contains("`scripts/assay sweep experiments/\(name).lua`"))
            #expect(page.contains("<!-- time paper-\(name) -->"))
            #expect(program.split { $0.isWhitespace || $0 == ";" }.contains(Substring(name)))
        }
    }

    @Test(arguments: experiments) func runs(_ experiment: Trial) throws { try run(experiment) }

    /// A policy that never learnt anything has no success that could be imitated.
    @Test(.enabled(if: Project.policy.contains("load"), "a checkout without weights"), arguments: arms)
    func armsRun(_ arm: Trial) throws { try run(arm) }

    private func run(_ trial: Trial) throws {
        let fixture = try ScriptFixture(), name = trial.script
        let source = try String(contentsOfFile: Project.experiments + "/" + name, encoding: .utf8)
        // A checkout without weights runs a copy on a policy of the same shape that never learnt anything.
        try fixture.folder.write(source.replacing("model.load \"minicoder\"", with: Project.policy), to: name)
        try FileManager.default.copyItem(
            atPath: Project.experiments + "/modules", toPath: fixture.folder.file("modules"))
        let declared = try Self.declarations(of: name)["parameters"]?.array?.compactMap { $0["name"]?.string } ?? []
        var small = Self.small
        if declared.contains("model") {
            let model = try SmallChatModel(in: fixture.folder)
            small.merge(
                ["model": model.path, "train": model.problems, "test": model.problems, "updates": "2"]
            ) { $1 }
        }
        let assignments = small.sorted { $0.key < $1.key }.filter { declared.contains($0.key) }
        let ran = try fixture.run(
            script: fixture.folder.file(name), assignments.map { ($0.key, $0.value) } + trial.parameters)
        #expect(ran.isCompleted, "\(ran.error?.screen() ?? ran.misuse ?? "")")
        #expect(ran.status == .completed)
    }
}
