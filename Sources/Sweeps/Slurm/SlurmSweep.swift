internal import Glibc
internal import RunStore

/// A sweep's trials as tasks of Slurm. All that is kept of them is files of the sweep's folder, which any machine of the cluster can read.
package struct SlurmSweep: Sendable {
    /// The sweep's folder, absolute.
    package let folder: String
    private let slurm: Slurm

    package init(folder: String, slurm: Slurm = Slurm()) { (self.folder, self.slurm) = (folder, slurm) }

    /// Whether trials of the sweep were ever given to Slurm.
    package var isSubmitted: Bool { Files.exists(folder + "/" + SlurmRecord.fileName) }

    /// A job array that Slurm has taken.
    package struct Submitted: Sendable, Equatable {
        package let job: Int
        /// How many trials it holds.
        package let trials: Int
    }

    /// What was asked of Slurm the last time; nil where nothing was.
    package func settings() throws -> (options: SlurmOptions, atOnce: Int?)? {
        guard isSubmitted else { return nil }
        let record = try SlurmRecord(folder: folder)
        return (record.options, record.atOnce)
    }

    /// Gives trials to Slurm, save those that it has already. One process at a time may do so, which holds the sweep's lock.
    ///
    /// - Parameter atOnce: how many may run at the same time.
    /// - Returns: the jobs, and the trials that Slurm had already.
    /// - Throws: `SweepError` with Slurm's own words; what was taken before stays recorded.
    package func submit(
        _ trials: [Int], with script: SlurmScript, options: SlurmOptions, atOnce: Int?
    ) throws -> (jobs: [Submitted], queued: [Int]) {
        // In Slurm's patterns a backslash turns off the signs behind `%`, and a line end ends the option.
        guard !folder.contains("\\"), !folder.contains(where: \.isNewline) else {
            throw SweepError(
                "Slurm writes no logs to \(folder): its path holds a backslash or a line end; use another --runs")
        }
        let size = try slurm.largestArray()
        var record = try known()
        (record.options, record.atOnce) = (options, atOnce)
        let live = try settledTasks(record)
        let missing = trials.filter { live[$0] == nil }
        guard !missing.isEmpty else { return ([], trials) }
        let path = folder + "/slurm.sh"
        try Files.makeFolders(folder + "/logs")
        try Files.replace(path, with: script.text.utf8)
        var jobs: [Submitted] = []
        for array in SlurmArray.arrays(of: missing, size: size) {
            let name = Self.jobName(script.sweep, number: record.submissions.count + 1)
            let text = array.text(atOnce: atOnce)
            record.submissions.append(.init(name: name, base: array.base, array: text, job: nil))
            try record.write(folder: folder)
            // One array after the other: `%` bounds the tasks of each alone.
            let previous = atOnce == nil ? nil : jobs.last?.job
            let words = Self.words(
                array, text: text, name: name, folder: folder, options: options, after: previous)
            do {
                let job = try slurm.submit(words + [path, "\(array.base)"])
                record.submissions[record.submissions.count - 1].job = job
                jobs.append(Submitted(job: job, trials: array.indices.count))
            } catch {
                // It may have been taken all the same, where an answer was late or lost.
                if let record = try? known() { try record.write(folder: folder) }
                throw error
            }
            try record.write(folder: folder)
        }
        return (jobs, trials.filter { live[$0] != nil })
    }

    /// The trials that Slurm knows of, each with its latest task, or the one that may still run.
    package func tasks() throws -> [Int: SlurmTask] { try tasks(known()) }

    /// Takes all tasks that wait or run from Slurm. A trial that runs makes a restart point first.
    ///
    /// - Returns: the trials that were waiting or running.
    package func cancel() throws -> [Int] {
        let record = try known()
        let live = try tasks(record).filter(\.value.isLive)
        try slurm.cancel(jobs: Set(live.values.map(\.job)).sorted())
        return live.keys.sorted()
    }

    /// The record. Submissions without a number are looked for; those that Slurm does not know are none.
    private func known() throws -> SlurmRecord {
        var record = try SlurmRecord(folder: folder)
        for (place, submission) in record.submissions.enumerated() where submission.job == nil {
            record.submissions[place].job = try slurm.tasks(named: submission.name, in: folder).first?.job
        }
        record.submissions.removeAll { $0.job == nil }
        return record
    }

    private func tasks(_ record: SlurmRecord) throws -> [Int: SlurmTask] {
        let bases = Dictionary(
            record.submissions.compactMap { one in one.job.map { ($0, one.base) } }, uniquingKeysWith: { $1 })
        var found: [Int: SlurmTask] = [:]
        for task in try slurm.tasks(ofJobs: bases.keys.sorted()) {
            guard let base = bases[task.job] else { continue }
            let trial = base + task.index
            guard let other = found[trial] else {
                found[trial] = task
                continue
            }
            if (task.isLive ? 1 : 0, task.job) > (other.isLive ? 1 : 0, other.job) { found[trial] = task }
        }
        return found
    }

    /// The tasks that wait or run, once those have ended that Slurm is ending, or a minute later.
    private func settledTasks(_ record: SlurmRecord) throws -> [Int: SlurmTask] {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let live = try tasks(record).filter(\.value.isLive)
            guard live.values.contains(where: { $0.state == "COMPLETING" }), .now < deadline else { return live }
            sleep(1)
        }
    }

    /// `sbatch`'s options. They stand here and not in the script, where variables such as `SBATCH_NO_REQUEUE` would change them.
    static func words(
        _ array: SlurmArray, text: String, name: String, folder: String, options: SlurmOptions, after job: Int?
    ) -> [String] {
        let logs = (folder + "/logs/").replacing("%", with: "%%") + array.log
        var words = ["--job-name=" + name, "--nodes=1", "--ntasks=1", "--cpus-per-task=\(options.cores)"]
        words += options.options.filter { !["dependency", "signal"].contains($0.name) }.map(\.word)
        let dependencies = [options["dependency"], job.map { "afterany:\($0)" }].compactMap(\.self)
        if !dependencies.isEmpty { words.append("--dependency=" + dependencies.joined(separator: ",")) }
        return words + [
            "--array=" + text, "--requeue", "--open-mode=append", "--signal=B:USR1@\(options.lead)", "--output=" + logs,
            "--error=" + logs, "--chdir=" + folder,
        ]
    }

    /// A name that Slurm takes for one name, whatever the sweep is called.
    private static func jobName(_ sweep: String, number: Int) -> String {
        String(sweep.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }) + ".\(number)"
    }
}
