/// A task of a job array, as `squeue` tells of it.
package struct SlurmTask: Sendable, Equatable {
    /// What `squeue` is asked for. The folder comes last: it alone may hold the sign between.
    static let format = "%F|%K|%T|%r|%Z"

    /// The number of the array's job.
    package let job: Int
    /// The number within the array.
    package let index: Int
    /// Slurm's word, e.g. `PENDING`.
    package let state: String
    /// Why it is not running, e.g. `Resources`; nil where there is no reason.
    package let reason: String?
    /// The folder that the job was told to work in.
    let folder: String

    /// Nil for a line of another kind, such as one of a job without tasks.
    init?(line: some StringProtocol) {
        let fields = line.split(separator: "|", maxSplits: 4, omittingEmptySubsequences: false)
        guard fields.count == 5, let job = Int(fields[0]), let index = Int(fields[1]), job > 0, index >= 0 else {
            return nil
        }
        let isWord = fields[2].utf8.allSatisfy {
            UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 || $0 == UInt8(ascii: "_")
        }
        guard isWord, !fields[2].isEmpty else { return nil }
        (self.job, self.index, state, folder) = (job, index, String(fields[2]), String(fields[4]))
        reason = fields[3] == "None" || fields[3].isEmpty ? nil : String(fields[3].prefix(100))
    }

    /// Its end, of one kind or another (https://slurm.schedmd.com/squeue.html, job state codes).
    private static let ends: Set = [
        "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED",
        "REVOKED",
        "TIMEOUT",
    ]

    /// Whether it runs or may still run.
    package var isLive: Bool { !Self.ends.contains(state) }
    /// Whether it waits for Slurm to start it.
    package var isWaiting: Bool {
        ["PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT"].contains(state)
    }
}
