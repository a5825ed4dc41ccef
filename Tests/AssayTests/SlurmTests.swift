import Foundation
import JSON
import RunStore
import TestSupport
import Testing

/// A sweep as a job array of a real Slurm, whose tasks are killed, cancelled and told to stop while its controller starts anew.
@Suite(.serialized, .enabled(if: SlurmCluster.isPossible, SlurmCluster.need)) struct SlurmTests {
    private let folder: TemporaryFolder
    private let cluster: SlurmCluster
    private var runs: String { folder.file("runs") }

    /// Short, and some seconds for the trials that are disturbed, with draws that a trial which began anew in the wrong place would repeat.
    /// Behind each call for problems there may be a restart point.
    private static let script = """
        local p = run.params { turns = { 3, integer = true } }
        local sum = 0
        for step = 1, p.turns <= 3 and 400 or 60 do
          dataset.minicontests { train = 1, valid = 1, test = 1 }
          for i = 1, 150000 do sum = (sum + i * p.turns) % 1000003 end
          run.log { loss = sum + math.random() }
        end
        print("turns " .. p.turns .. " is done")
        return { score = sum + math.random(1000) / 1000 }
        """

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.script, to: "k.lua")
        cluster = try SlurmCluster()
    }

    private func assay(_ arguments: String...) throws -> AssayProgram.Outcome {
        try AssayProgram.run(arguments, runs: runs, variables: cluster.variables)
    }

    private func json(_ arguments: String...) throws -> JSONValue {
        let outcome = try AssayProgram.run(arguments + ["--json"], runs: runs, variables: cluster.variables)
        try #require(outcome.status == 0, "\(arguments): \(outcome.errors)")
        return try JSONParser.parse(Array(outcome.output.utf8))
    }

    private func standing(_ name: String) throws -> [JSONValue] {
        try json("sweep", "status", name)["standing"]?.array ?? []
    }

    /// Waits until `condition` holds, a minute at most.
    private func wait(_ what: String, until condition: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try !condition() {
            guard .now < deadline else {
                Issue.record("\(what) did not come within a minute: \(try assay("sweep", "status", "s").output)")
                throw CancellationError()
            }
            Thread.sleep(forTimeInterval: 0.2)
        }
    }

    /// Waits until a trial has logged something.
    private func waitForSteps(of run: String) throws {
        try wait("a step of \(run)") { (try? Files.size("\(runs)/\(run)/metrics.jsonl")) ?? 0 > 0 }
    }

    private func log(_ trial: Int) throws -> String { try folder.text("runs/sweeps/s/logs/\(trial).log") }

    /// The metrics of a run, what clocks measured apart.
    private func metrics(_ run: String) throws -> [String] {
        try folder.text("runs/\(run)/metrics.jsonl").split(separator: "\n")
            .map { $0.components(separatedBy: #","time":"#)[0] }
    }

    @Test func anArrayOfTwelve() throws {
        let calm = try RunningProgram(
            ["sweep", folder.file("k.lua"), "turns=1..12", "--name", "calm", "--jobs", "2"], runs: runs)
        let given = try json(
            "sweep", folder.file("k.lua"), "turns=1..12", "--name", "s", "--goal", "max score", "--on", "slurm",
            "--slurm", "partition=main,time=10", "--run-all")
        #expect(given["submitted"]?.int == 12)
        let job = try #require(given["jobs"]?.array?.first?.int)

        for trial in 1...3 { try waitForSteps(of: "s.\(trial)") }
        let process = try folder.text("runs/s.1/run.lock").prefix { $0 != " " }
        kill(try #require(Int32(process)), SIGKILL)
        try cluster.run("scancel", "\(job)_2")
        try cluster.run("scancel", "--signal=USR1", "--batch", "\(job)_3")
        try cluster.restart()
        try wait("the end of all but trial 2") {
            try standing("s").allSatisfy { $0["trial"]?.int == 2 || $0["state"]?.string == "completed" }
        }

        let cancelled = try standing("s")[1]
        #expect(cancelled["state"]?.string == "stopped")
        #expect(cancelled["slurm"]?["state"]?.string == "CANCELLED")
        #expect(try RestartPoint.latest(of: runs + "/s.2") != nil)
        let status = try assay("sweep", "status", "s").output
        #expect(status.contains("1 unfinished and not in Slurm's queue"), "\(status)")
        // Appended: each start wrote to one log.
        #expect(try log(1).contains("trial 1: its process was ended by signal 9; asking Slurm to start it again"))
        #expect(try log(1).contains("turns 1 is done"))
        #expect(try log(3).contains("trial 3: it was told to stop; asking Slurm to start it again"))
        for trial in [1, 3] { #expect(try !RunReader(folder: "\(runs)/s.\(trial)").info.resumed.isEmpty) }

        let resumed = try json("sweep", "resume", "s")
        #expect(resumed["submitted"]?.int == 1)
        // Once more changes nothing.
        #expect(try json("sweep", "resume", "s")["submitted"]?.int == 0)
        try wait("the end of trial 2") { try standing("s").allSatisfy { $0["state"]?.string == "completed" } }
        #expect(try assay("sweep", "resume", "s").output == "s: 12 of 12 trials done\n")

        #expect(calm.end().status == 0)
        let expected = try (1...12).map { try RunReader(folder: "\(runs)/calm.\($0)").info.result }
        #expect(try (1...12).map { try RunReader(folder: "\(runs)/s.\($0)").info.result } == expected)
        for trial in 1...12 { #expect(try metrics("s.\(trial)") == metrics("calm.\(trial)")) }
    }

    @Test func aCancelledSweepStopsWhereItCanGoOn() throws {
        _ = try json(
            "sweep", folder.file("k.lua"), "turns=1..6", "--name", "s", "--on", "slurm", "--jobs", "2", "--slurm",
            "cpus-per-task=1")
        for trial in 1...2 { try waitForSteps(of: "s.\(trial)") }
        let local = try assay("sweep", "resume", "s", "--on", "local")
        #expect(local.status == 1)
        #expect(local.errors.contains("take them from it first: assay sweep cancel s"), "\(local.errors)")
        #expect(try assay("sweep", "cancel", "s").output == "took 6 trials of s from Slurm\n")
        try wait("the end of its tasks") {
            try standing("s").allSatisfy { $0["slurm"]?["state"]?.string != "COMPLETING" }
        }
        let states = try standing("s").map { $0["state"]?.string }
        #expect(states == ["stopped", "stopped", "waiting", "waiting", "waiting", "waiting"])
        #expect(try log(1).contains("trial 1: it was told to stop; Slurm is ending its task (COMPLETING"))
        #expect(try assay("sweep", "cancel", "s").errors.contains("nobody runs the sweep s"))
        // Its trials are files: this machine goes on with them as well.
        #expect(try assay("sweep", "resume", "s", "--on", "local").status == 0)
        #expect(try standing("s").allSatisfy { $0["state"]?.string == "completed" })
    }

    @Test func aPartitionThatDoesNotExist() throws {
        let outcome = try assay(
            "sweep", folder.file("k.lua"), "turns=1..2", "--on", "slurm", "--slurm", "partition=nope")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("sbatch: invalid partition specified: nope"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: runs + "/sweeps"))
    }
}

/// What Slurm cannot do, and machines without it.
@Suite struct SlurmMistakesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            "local p = run.params { turns = { 3, integer = true } }\nrun.log { score = p.turns }", to: "x.lua")
    }

    @Test(arguments: [
        (["--on", "slurm", "--budget", "30m"], "--budget needs a process that watches over trials"),
        (["--on", "slurm", "--fail-fast"], "--fail-fast needs a process that watches over trials"),
        (["--on", "slurm", "--trial-limit", "30m"], "give --slurm time=… instead"),
        (["--on", "slurm", "--prune", "--goal", "max score"], "--prune needs a process that compares running trials"),
        (["--slurm", "partition=gpu"], "give --on slurm with it"),
        (["--on", "slurm", "--slurm", "array=1-5"], "a sweep sets array itself"),
        (["--on", "moon"], "moon"),
    ]) func mistakesRunNothing(flags: [String], message: String) throws {
        let outcome = try AssayProgram.run(
            ["sweep", folder.file("x.lua"), "turns=1,2"] + flags, runs: folder.file("runs"))
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("runs")))
    }

    @Test func aMachineWithoutSlurm() throws {
        let outcome = try AssayProgram.run(
            ["sweep", folder.file("x.lua"), "turns=1,2", "--on", "slurm"], runs: folder.file("runs"),
            variables: ["PATH": folder.path])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("sbatch is not installed or not on PATH"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("runs/sweeps")))
    }
}
