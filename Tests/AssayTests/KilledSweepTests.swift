import Foundation
import JSON
import RunStore
import TestSupport
import Testing

/// A sweep whose driver and trials are killed at random moments comes to what an undisturbed one comes to, none lost and none doubled.
@Suite struct KilledSweepTests {
    private let folder: TemporaryFolder
    private var runs: String { folder.file("runs") }
    private static let kills = 25

    /// Slow enough to be killed in the middle, with draws that a trial which began anew in the wrong place would repeat.
    private static let script = """
        local p = run.params { turns = { 3, integer = true } }
        local sum = 0
        for step = 1, 40 do
          for i = 1, 60000 do sum = (sum + i * p.turns) % 1000003 end
          run.log { loss = sum + math.random() }
        end
        return { score = sum + math.random(1000) / 1000 }
        """

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.script, to: "k.lua")
    }

    private func process(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = try AssayProgram.folder.appendingPathComponent("assay")
        process.arguments = arguments + ["--runs", runs, "--jobs", "2"]
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
        return process
    }

    /// The processes that the driver `parent` started.
    private func children(of parent: Int32) -> [Int32] {
        let list = (try? String(contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8)) ?? ""
        return list.split(separator: " ").compactMap { Int32($0) }
    }

    private func results(_ name: String) throws -> [String] {
        let outcome = try AssayProgram.run(["sweep", "status", name, "--json"], runs: runs)
        let standing = try JSONParser.parse(Array(outcome.output.utf8))["standing"]?.array ?? []
        return standing.map { "\($0["trial"]?.int ?? 0) \($0["state"]?.string ?? "") \($0["value"]?.text ?? "")" }
    }

    private func metrics(_ run: String) throws -> String {
        let text = try String(contentsOfFile: "\(runs)/\(run)/metrics.jsonl", encoding: .utf8)
        return text.split(separator: "\n").map { $0.prefix(while: { $0 != "t" }) + "" }.joined(separator: "\n")
    }

    @Test func killsOfDriverAndTrials() throws {
        let arguments = ["sweep", folder.file("k.lua"), "turns=1..4", "seed=1..2", "--goal", "max score"]
        let calm = try process(arguments + ["--name", "calm"])
        calm.waitUntilExit()
        #expect(calm.terminationStatus == 0)

        var driver = try process(arguments + ["--name", "killed", "--run-all"])
        let made = runs + "/sweeps/killed/sweep.json"
        while driver.isRunning, !FileManager.default.fileExists(atPath: made) { Thread.sleep(forTimeInterval: 0.01) }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<Self.kills {
            Thread.sleep(forTimeInterval: Double.random(in: 0.01...0.4, using: &random))
            guard driver.isRunning else {
                driver = try process(["sweep", "resume", "killed", "--run-all"])
                continue
            }
            if let trial = children(of: driver.processIdentifier).randomElement(using: &random),
                Bool.random(using: &random)
            {
                kill(trial, SIGKILL)
            } else {
                kill(driver.processIdentifier, SIGKILL)
                driver.waitUntilExit()
                driver = try process(["sweep", "resume", "killed", "--run-all"])
            }
        }
        driver.waitUntilExit()
        for _ in 0..<3 where try results("killed").contains(where: { !$0.contains("completed") }) {
            try process(["sweep", "resume", "killed", "--run-all", "--retry-failed"]).waitUntilExit()
        }
        #expect(try results("killed") == results("calm"))
        for trial in 1...8 { #expect(try metrics("killed.\(trial)") == metrics("calm.\(trial)")) }
        let names = try FileManager.default.contentsOfDirectory(atPath: runs).filter { $0.hasPrefix("killed") }
        #expect(names.count == 8)
    }

    @Test func anInterruptedSweepSaysHowItGoesOn() throws {
        let running = try RunningProgram(
            ["sweep", folder.file("k.lua"), "turns=1..20", "--name", "i", "--jobs", "1"], runs: runs)
        while !FileManager.default.fileExists(atPath: runs + "/i.1/metrics.jsonl") {
            Thread.sleep(forTimeInterval: 0.02)
        }
        let second = try AssayProgram.run(["sweep", "resume", "i"], runs: runs)
        #expect(second.status == 1)
        #expect(second.errors.contains("the sweep i is being run by process "), "\(second.errors)")
        running.send(SIGINT)
        let (status, errors) = running.end()
        #expect(status == 130, "\(errors)")
        #expect(errors.contains("go on with it: assay sweep resume i"))
        let resumed = try AssayProgram.run(["sweep", "resume", "i"], runs: runs)
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(resumed.output.contains("i: 20 of 20 trials done"))
    }
}
