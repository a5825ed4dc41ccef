import Foundation
import Sweeps
import TestSupport
import Testing

/// What is asked of Slurm's programs and what becomes of their answers, with stand-ins for them.
@Suite struct SlurmSweepTests {
    private let folder: TemporaryFolder
    private let sweep: SlurmSweep
    private let script: SlurmScript

    init() throws {
        folder = try TemporaryFolder()
        let place = folder.file("runs/sweeps/my 100% sweep")
        sweep = SlurmSweep(folder: place, slurm: Slurm(programs: folder.file("bin")))
        script = SlurmScript(
            sweep: "my 100% sweep", runs: folder.file("runs"), folder: place, program: "/bin/assay",
            cores: 2)
        try folder.write("", to: "runs/sweeps/my 100% sweep/sweep.json")
        try program("scontrol", "echo 'Configuration data'; echo 'MaxArraySize            = 1001'")
        try program("squeue", "")
        try program(
            "sbatch", "n=$(cat \"$here/n\" 2>/dev/null || echo 40); n=$((n + 1)); echo $n > \"$here/n\"; echo $n")
        try program("scancel", "")
    }

    /// Puts a program in place that notes its words, one a line and a line of dashes behind.
    private func program(_ name: String, _ body: String) throws {
        let path = try folder.write(
            "#!/bin/bash\nhere='\(folder.path)'\nprintf '%s\\n' \"$@\" -- >> \"$here/\(name).txt\"\n\(body)\n",
            to: "bin/\(name).text")
        // Copied by a process that has ended: a child that another test forks just now may hold what this one wrote open for writing, and
        // starting it would fail with "Text file busy".
        let copy = try Process.run(
            URL(filePath: "/bin/sh"),
            arguments: ["-c", "rm -f \"$1\" && cp \"$0\" \"$1\" && chmod 755 \"$1\"", path, folder.file("bin/" + name)])
        copy.waitUntilExit()
        try #require(copy.terminationStatus == 0)
    }

    private func calls(_ name: String) throws -> [[String]] {
        let lines = try folder.text(name + ".txt").split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        return lines.dropLast().split(separator: "--").map(Array.init)
    }

    private func submit(_ trials: [Int], _ options: String..., atOnce: Int? = nil) throws -> (
        jobs: [[Int]], queued: [Int]
    ) {
        let result = try sweep.submit(trials, with: script, options: try SlurmOptions(options), atOnce: atOnce)
        return (result.jobs.map { [$0.job, $0.trials] }, result.queued)
    }

    private func complaint(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return "no error"
    }

    @Test func anArrayIsSubmitted() throws {
        let result = try submit(Array(1...12), "partition=gpu,time=1:00:00,cpus-per-task=4", atOnce: 3)
        #expect(result.jobs == [[41, 12]])
        #expect(result.queued == [])
        let place = sweep.folder
        let logs = place.replacing("%", with: "%%") + "/logs/%a.log"
        #expect(
            try calls("sbatch") == [
                [
                    "--parsable", "--job-name=my-100--sweep.1", "--nodes=1", "--ntasks=1", "--cpus-per-task=4",
                    "--partition=gpu", "--time=1:00:00", "--cpus-per-task=4", "--array=1-12%3", "--requeue",
                    "--open-mode=append", "--signal=B:USR1@60", "--output=" + logs, "--error=" + logs,
                    "--chdir=" + place,
                    place + "/slurm.sh", "0",
                ]
            ])
        #expect(try folder.text("runs/sweeps/my 100% sweep/slurm.sh") == script.text)
        #expect(sweep.isSubmitted)
    }

    @Test func arraysOfOneSweepRunOneAfterAnotherWhereTheirTasksAreBounded() throws {
        let result = try submit(Array(1...1500), "dependency=afterok:5", atOnce: 8)
        #expect(result.jobs == [[41, 999], [42, 501]])
        let calls = try calls("sbatch")
        #expect(calls.map { $0.first { $0.hasPrefix("--array") } } == ["--array=1-999%8", "--array=0-500%8"])
        #expect(
            calls.map { $0.first { $0.hasPrefix("--dependency") } } == [
                "--dependency=afterok:5", "--dependency=afterok:5,afterany:41",
            ])
        #expect(calls.map(\.last) == ["0", "1000"])
    }

    @Test func whatSlurmHasIsNotSubmittedAgain() throws {
        _ = try submit(Array(1...4))
        try program(
            "squeue",
            "printf '41|%s|%s|%s|/f\\n' 1 COMPLETED None 2 RUNNING None 3 PENDING Resources 4 CANCELLED None")
        let tasks = try sweep.tasks()
        #expect(tasks.mapValues(\.state) == [1: "COMPLETED", 2: "RUNNING", 3: "PENDING", 4: "CANCELLED"])
        #expect(tasks[3]?.reason == "Resources")
        #expect(tasks.filter(\.value.isLive).keys.sorted() == [2, 3])
        #expect(tasks.filter(\.value.isWaiting).keys.sorted() == [3])
        let result = try submit([2, 3, 4])
        #expect(result.jobs == [[42, 1]])
        #expect(result.queued == [2, 3])
        #expect(try calls("sbatch").last?.contains("--array=4") == true)
    }

    /// `sbatch` was ended before its answer was read: the job is found by its name and folder, and not submitted twice.
    @Test func aJobWhoseNumberWasLostIsFound() throws {
        try program("sbatch", "echo 'sbatch: error: lost' >&2; exit 1")
        try program(
            "squeue",
            "[[ \"$*\" != *--me* ]] || printf '%s\\n' '50|7|RUNNING|None|/elsewhere' '77|1|RUNNING|None|\(sweep.folder)'"
        )
        #expect(complaint { _ = try submit([1]) } == "sbatch: lost")
        try program("squeue", "[[ \"$*\" != *--jobs=77* ]] || echo '77|1|RUNNING|None|\(sweep.folder)'")
        let result = try submit([1])
        #expect(result.jobs == [])
        #expect(result.queued == [1])
        #expect(try calls("sbatch").count == 1)
    }

    @Test func liveTasksAreCancelled() throws {
        _ = try submit([1, 2, 3])
        try program("squeue", "printf '41|%s|%s|None|/f\\n' 1 COMPLETED 2 RUNNING 3 PENDING")
        #expect(try sweep.cancel() == [2, 3])
        #expect(try calls("scancel") == [["41"]])
    }

    @Test func jobsThatAreGoneAreNoTasks() throws {
        _ = try submit([1])
        try program("squeue", "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1")
        #expect(try sweep.tasks().isEmpty)
        #expect(try sweep.cancel() == [])
        #expect(try submit([1]).jobs == [[42, 1]])
    }

    @Test func whatIsWrongIsOneSentence() throws {
        try program(
            "sbatch",
            """
            echo 'sbatch: error: invalid partition specified: nope' >&2
            echo 'sbatch: error: Batch job submission failed: Invalid partition name specified' >&2; exit 1
            """)
        #expect(
            complaint { _ = try submit([1], "partition=nope") }
                == "sbatch: invalid partition specified: nope; Batch job submission failed: Invalid partition name specified"
        )
        #expect(try sweep.tasks().isEmpty)
        try program("sbatch", "echo Submitted")
        #expect(
            complaint { _ = try submit([1]) }.hasPrefix("sbatch answered \"Submitted\", which is no number of a job"))
        try program(
            "scontrol",
            "echo 'slurm_load_ctl_conf error: Unable to contact slurm controller (connect failure)' >&2; exit 1")
        #expect(
            complaint { _ = try submit([1]) }.hasPrefix(
                "scontrol reached no controller of Slurm (slurmctld): it is down"))
        try program("scontrol", "echo 'MaxArraySize = 1'")
        #expect(complaint { _ = try submit([1]) }.contains("allows job arrays of 1 tasks"))
        try FileManager.default.removeItem(atPath: folder.file("bin/scontrol"))
        #expect(complaint { _ = try submit([1]) }.hasPrefix("scontrol is not installed or not on PATH"))
    }

    @Test func aProgramThatHangsOrFloodsIsEnded() throws {
        try program("scontrol", "exec sleep 100")
        let hasty = SlurmSweep(folder: sweep.folder, slurm: Slurm(programs: folder.file("bin"), patience: .seconds(1)))
        #expect(
            complaint { _ = try hasty.submit([1], with: script, options: SlurmOptions(), atOnce: nil) }
                .hasPrefix("scontrol gave no answer within 1 seconds"))
        try program("scontrol", "exec cat /dev/zero")
        #expect(complaint { _ = try submit([1]) } == "scontrol printed more than 64 MiB, and was ended")
    }

    @Test(arguments: [
        "", "[]", "{\"format\":1,\"submissions\":[{\"name\":\"a\",\"base\":-1,\"array\":\"1\",\"job\":1}]}", "{",
    ])
    func aDamagedRecordIsRefused(text: String) throws {
        try folder.write(text, to: "runs/sweeps/my 100% sweep/slurm.json")
        #expect(complaint { _ = try sweep.tasks() }.contains("slurm.json is damaged"))
        #expect(complaint { _ = try submit([1]) }.contains("slurm.json is damaged"))
    }
}
