import Foundation

/// Whole sweeps, by `assay sweep` and by `hydra --multirun`, in a folder that is on a disk.
struct SweepPrograms {
    let root: String
    /// A Python that imports hydra.
    let python: String
    /// Where sweeps are recorded.
    let folder: String

    /// Declares one parameter and returns a number.
    static let empty = """
        local p = run.params { x = { 1, "a number" } }
        return { value = p.x }
        """
    /// A short training of minicoder by one shard.
    static func training(updates: Int) -> String {
        """
        local policy = model.load { "minicoder", shards = 1 }
        local env = environment.code {
          problems = dataset.minicontests {}.train, executor = executor.python { cpu_seconds = 1 } }
        local ppo = trainer.ppo { policy = policy, environment = env, episodes = 48 }
        for update in ppo:updates(\(updates)) do run.log(update) end
        """
    }

    /// Starts a sweep of `script` whose trials are the seeds 1 to `trials`; its records are in an empty folder.
    ///
    /// - Parameter cores: how many all trials together may keep busy; nil for the machine's.
    func start(_ script: String, trials: Int, jobs: Int, cores: Int? = nil) throws -> Process {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try script.write(toFile: folder + "/script.lua", atomically: true, encoding: .utf8)
        let seeds = (["seed"] + (1...trials).map(String.init)).joined(separator: "\n") + "\n"
        try seeds.write(toFile: folder + "/trials.csv", atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(filePath: root + "/.build/release/assay")
        process.arguments =
            ["sweep", "script.lua", "--from", "trials.csv", "--jobs", "\(jobs)", "--yes", "--run-all"]
            + ["--runs", "runs", "--name", "bench"]
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(
            cores.map { ["ASSAY_CORES": "\($0)"] } ?? [:]
        ) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try Data().write(to: URL(filePath: errors))
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        return process
    }

    /// Runs such a sweep to its end.
    ///
    /// - Returns: seconds from before its start.
    /// - Throws: `BenchError` where a trial did not complete.
    func ours(_ script: String = empty, trials: Int, jobs: Int = 1, cores: Int? = nil) throws -> Double {
        let began = ContinuousClock.now
        let process = try start(script, trials: trials, jobs: jobs, cores: cores)
        process.waitUntilExit()
        let time = seconds(.now - began)
        try check(process, trials: trials)
        return time
    }

    /// The events of the sweep so far.
    var journal: String { folder + "/runs/sweeps/bench/journal.jsonl" }
    /// What it tells people.
    private var errors: String { folder + "/errors.txt" }

    /// - Throws: `BenchError` where not all trials completed.
    func check(_ process: Process, trials: Int) throws {
        let text = (try? String(contentsOfFile: journal, encoding: .utf8)) ?? ""
        let done = text.split(separator: "\n").count {
            $0.contains("\"event\":\"ended\"") && $0.contains("\"status\":\"completed\"")
        }
        guard process.terminationStatus == 0, done == trials else {
            throw BenchError(
                "assay sweep ended with status \(process.terminationStatus) and \(done) of \(trials) trials completed; see \(errors)"
            )
        }
    }

    /// Runs a sweep of as many jobs by hydra.
    ///
    /// - Returns: seconds from before its start.
    /// - Throws: `BenchError` where a job did not leave its folder.
    func hydra(jobs: Int) throws -> Double {
        let place = folder + "-hydra"
        try? FileManager.default.removeItem(atPath: place)
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            python, root + "/scripts/benchmark/empty_task.py", "--multirun", "x=range(1,\(jobs + 1))",
            "hydra.sweep.dir=sweep",
        ]
        process.currentDirectoryURL = URL(filePath: place)
        process.standardOutput = FileHandle.nullDevice
        let began = ContinuousClock.now
        try process.run()
        process.waitUntilExit()
        let time = seconds(.now - began)
        guard process.terminationStatus == 0,
            FileManager.default.fileExists(atPath: "\(place)/sweep/\(jobs - 1)/.hydra/config.yaml")
        else { throw BenchError("hydra --multirun did not run \(jobs) jobs; see what it printed above") }
        try FileManager.default.removeItem(atPath: place)
        return time
    }
}
