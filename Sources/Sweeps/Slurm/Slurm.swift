internal import Glibc

/// Slurm, through its own programs: `sbatch`, `squeue`, `scancel`, `scontrol`.
package struct Slurm: Sendable {
    /// The folder of Slurm's programs; nil where they are found by `PATH`.
    private let programs: String?
    /// How long a program may take. Slurm's own give up earlier on a controller that does not answer.
    private let patience: Duration
    /// Bytes that a program may print: a line a task, for the tasks of one sweep.
    private static let limit = 64 << 20
    /// What Slurm says of a job that is over, and no longer remembered.
    private static let goneJob = "Invalid job id"

    package init(programs: String? = nil, patience: Duration = .seconds(120)) {
        (self.programs, self.patience) = (programs, patience)
    }

    /// Submits a job.
    ///
    /// - Parameter words: `sbatch`'s options, the script and its arguments.
    /// - Returns: the job's number.
    func submit(_ words: [String]) throws -> Int {
        let answer = try ask("sbatch", ["--parsable"] + words)
        // `--parsable` prints the number, and the cluster's name behind a semicolon where there are several.
        let number = answer.prefix { $0 != ";" && !$0.isNewline }
        guard let job = Int(number), job > 0 else {
            throw SweepError("sbatch answered \"\(Self.brief(answer))\", which is no number of a job; see squeue --me")
        }
        return job
    }

    /// Has Slurm say whether it would take a job with these options, and submits none.
    ///
    /// - Throws: `SweepError` with Slurm's own words.
    package func check(_ options: SlurmOptions) throws {
        _ = try ask(
            "sbatch",
            ["--test-only", "--cpus-per-task=\(options.cores)"] + options.options.map(\.word) + ["--wrap=true"])
    }

    /// The bound that the numbers of an array's tasks stay below.
    func largestArray() throws -> Int {
        let answer = try ask("scontrol", ["show", "config"])
        for line in answer.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "=" })
            guard words.first == "MaxArraySize", words.count == 2, let size = Int(words[1]) else { continue }
            guard size >= 10 else {
                throw SweepError(
                    "this cluster allows job arrays of \(size) tasks (MaxArraySize), and a sweep needs 10; run it with --on local"
                )
            }
            return size
        }
        throw SweepError("\"scontrol show config\" says no MaxArraySize: is this Slurm's scontrol?")
    }

    /// The tasks that Slurm knows of some jobs; none of jobs that are long over.
    func tasks(ofJobs jobs: [Int]) throws -> [SlurmTask] {
        guard !jobs.isEmpty else { return [] }
        let words = ["--jobs=" + jobs.map(String.init).joined(separator: ",")]
        do { return try tasks(words) } catch let error as SweepError
            where error.description.contains(Self.goneJob)
        {
            // Said of a single job that is gone; several jobs that are gone give no lines.
            return []
        }
    }

    /// The tasks of this user's jobs of a name, which work in a folder.
    func tasks(named name: String, in folder: String) throws -> [SlurmTask] {
        try tasks(["--me", "--name=" + name]).filter { $0.folder == folder }
    }

    private func tasks(_ words: [String]) throws -> [SlurmTask] {
        let answer = try ask(
            "squeue", ["--noheader", "--array", "--states=all", "--format=" + SlurmTask.format] + words)
        return answer.split(whereSeparator: \.isNewline).compactMap { SlurmTask(line: $0) }
    }

    /// Cancels jobs; those that are over stay as they are.
    func cancel(jobs: [Int]) throws {
        guard !jobs.isEmpty else { return }
        do { _ = try ask("scancel", jobs.map(String.init)) } catch let error as SweepError
            where error.description.contains(Self.goneJob)
        {}
    }

    private func ask(_ program: String, _ words: [String]) throws -> String {
        let answer: AskedProgram
        do throws(AskedProgram.Failure) {
            answer = try AskedProgram(
                [programs.map { $0 + "/" + program } ?? program] + words, environment: Self.environment,
                limit: Self.limit, deadline: .now + patience)
        } catch {
            switch error {
            case .notStarted(ENOENT):
                throw SweepError(
                    "\(program) is not installed or not on PATH: start this on a machine of a Slurm cluster, or use --on local"
                )
            case .notStarted(let number):
                throw SweepError("\(program) cannot be started: \(String(cString: strerror(number)))")
            case .late:
                throw SweepError(
                    "\(program) gave no answer within \(patience.components.seconds) seconds; ask again once \"scontrol ping\" says UP"
                )
            case .tooLong: throw SweepError("\(program) printed more than \(Self.limit >> 20) MiB, and was ended")
            }
        }
        guard answer.status != 0 else { return answer.output }
        let complaint = Self.brief(answer.errors)
        if complaint.contains("Unable to contact slurm controller") {
            throw SweepError(
                "\(program) reached no controller of Slurm (slurmctld): it is down, or cannot be reached from here; try again once "
                    + "\"scontrol ping\" says UP")
        }
        throw SweepError("\(program): " + (complaint.isEmpty ? "it failed with status \(answer.status)" : complaint))
    }

    /// Variables such as `SQUEUE_PARTITION` and `SCANCEL_INTERACTIVE` would change what is asked for.
    private static var environment: [String] {
        var (variables, place): ([String], Int) = ([], 0)
        while let text = environ[place] {
            let variable = String(cString: text)
            if !variable.hasPrefix("SQUEUE_"), !variable.hasPrefix("SCANCEL_") { variables.append(variable) }
            place += 1
        }
        return variables
    }

    /// The lines of a complaint as one, without the program's own name before each.
    static func brief(_ text: String) -> String {
        var lines: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            var words = line.split(separator: " ")
            while let first = words.first, first.hasSuffix(":") { words.removeFirst() }
            let said = words.joined(separator: " ")
            if !said.isEmpty, !lines.contains(said) { lines.append(said) }
        }
        return String(lines.joined(separator: "; ").prefix(500))
    }
}
