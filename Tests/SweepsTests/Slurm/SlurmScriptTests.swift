import Foundation
import Sweeps
import TestSupport
import Testing

/// The shell script of a task, run by bash with stand-ins for `assay`, `squeue` and `scontrol`.
@Suite struct SlurmScriptTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Runs the script as task 3 of job 7.
    ///
    /// - Parameters:
    ///   - trial: what stands in for `assay trial`, in shell.
    ///   - state: what `squeue` prints.
    ///   - signals: sent to the script, one after another, once the trial has made the file `ready`.
    private func run(
        trial: String, state: String = "RUNNING None", base: Int = 0, signals: [Int32] = [], cpus: String? = "2"
    ) throws -> (status: Int32, errors: String) {
        // Its name holds what a shell would take for more than a name.
        try folder.write("#!/bin/bash\ncd '\(folder.path)'\n\(trial)\n", to: "bin/it's $x")
        try folder.write(
            "#!/bin/bash\necho \"$*\" >> '\(folder.file("queue.txt"))'; echo '\(state)'\n", to: "bin/squeue")
        try folder.write("#!/bin/bash\necho \"$*\" >> '\(folder.file("requeued.txt"))'\n", to: "bin/scontrol")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.file("bin")) {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: folder.file("bin/" + name))
        }
        let script = SlurmScript(
            sweep: "s", runs: folder.file("runs"), folder: folder.file("runs/sweeps/s"),
            program: folder.file("bin/it's $x"), cores: 3)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [try folder.write(script.text, to: "script.sh"), "\(base)"]
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = folder.file("bin") + ":" + (environment["PATH"] ?? "")
        environment["SLURM_ARRAY_JOB_ID"] = "7"
        environment["SLURM_ARRAY_TASK_ID"] = "3"
        environment["SLURM_CPUS_PER_TASK"] = cpus
        process.environment = environment
        let errors = Pipe()
        process.standardError = errors
        try Signals.unblocked { try process.run() }
        if !signals.isEmpty {
            let deadline = ContinuousClock.now + .seconds(20)
            while !FileManager.default.fileExists(atPath: folder.file("ready")), .now < deadline {
                Thread.sleep(forTimeInterval: 0.01)
            }
            for signal in signals {
                kill(process.processIdentifier, signal)
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    private func text(_ name: String) -> String? { try? folder.text(name) }

    @Test func aTrialGetsItsNumberItsRunsAndItsCores() throws {
        let trial = #"printf '%s|' "$@" "$ASSAY_CORES" > words.txt"#
        #expect(try run(trial: trial, base: 2000).status == 0)
        #expect(text("words.txt") == "trial|s|2003|--runs|\(folder.file("runs"))|2|")
        #expect(try run(trial: trial, cpus: nil).status == 0)
        #expect(text("words.txt") == "trial|s|3|--runs|\(folder.file("runs"))|3|")
        #expect(text("requeued.txt") == nil)
    }

    @Test func aScriptThatFailedIsNotStartedAgain() throws {
        #expect(try run(trial: "exit 1").status == 1)
        #expect(text("requeued.txt") == nil)
    }

    /// Signals that come while the trial makes its restart point neither end it nor the waiting for it.
    @Test func aTrialIsToldOfItsEndAndItsTaskStartsAgain() throws {
        let trial = #"""
            trap 'echo told >> told.txt; n=1' USR1
            touch ready
            for i in {1..500}; do if [[ -n $n ]]; then break; fi; sleep 0.02; done
            for i in {1..20}; do sleep 0.02; done
            mkdir -p runs/s.3/resume/40; echo ended > ended.txt; exit 75
            """#
        let outcome = try run(trial: trial, signals: [SIGUSR1, SIGTERM, SIGUSR1])
        #expect(outcome.status == 75)
        #expect(text("ended.txt") == "ended\n")
        #expect(text("told.txt")?.hasPrefix("told\n") == true)
        #expect(text("requeued.txt") == "requeue 7_3\n")
        #expect(text("queue.txt")?.contains("--jobs=7_3") == true)
        #expect(outcome.errors == "assay: trial 3: it was told to stop; asking Slurm to start it again\n")
    }

    @Test(
        arguments: [
            ("COMPLETING None", false), ("CANCELLED None", false), ("PENDING BeginTime", false),
            ("COMPLETING TimeLimit", true), ("RUNNING None", true),
        ])
    func onlyATaskThatSlurmDoesNotEndItselfIsRequeued(state: String, isRequeued: Bool) throws {
        #expect(try run(trial: "exit 75", state: state).status == 75)
        #expect((text("requeued.txt") != nil) == isRequeued)
    }

    @Test func aKilledTrialStartsAgainUntilItGetsNoFurther() throws {
        let killed = "kill -KILL $$"
        for number in 1...SlurmScript.fruitless {
            #expect(try run(trial: killed).status == 137)
            #expect(text("requeued.txt") == String(repeating: "requeue 7_3\n", count: number))
        }
        let last = try run(trial: killed)
        #expect(last.errors.contains("4 starts got it no further than call 0 (its process was ended by signal 9)"))
        #expect(text("requeued.txt") == String(repeating: "requeue 7_3\n", count: 3))
        // A later restart point is a step forward: the counting begins again.
        _ = try run(trial: "mkdir -p runs/s.3/resume/12 runs/s.3/resume/9; " + killed)
        #expect(text("requeued.txt") == String(repeating: "requeue 7_3\n", count: 4))
        #expect(text("runs/sweeps/s/slurm/3.starts") == "7 12 1\n")
    }

    /// What stands in a folder is data to the script: the note of starts is arithmetic to bash, which would run what it holds.
    @Test func aNoteOfStartsIsNotExecuted() throws {
        try folder.write("7 0 a[$(touch${IFS}\(folder.file("owned")))]\n", to: "runs/sweeps/s/slurm/3.starts")
        try folder.write("", to: "runs/s.3/resume/a[$(touch owned)]")
        #expect(try run(trial: "exit 75").status == 75)
        #expect(text("owned") == nil)
        #expect(text("runs/sweeps/s/slurm/3.starts") == "7 0 1\n")
    }
}
