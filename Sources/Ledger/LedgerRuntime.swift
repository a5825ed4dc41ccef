import Disk
import Rollouts

/// What runs a ledger's programs: with another of these, a program may end otherwise.
package struct LedgerRuntime: Sendable, Hashable {
    /// The language, e.g. `Python`.
    package var language: String
    /// The exact version of its interpreter or compiler, e.g. `3.11.2`.
    package var version: String
    /// All limits, as a text that differs when one does.
    package var limits: String
    /// What kept the programs from the machine, e.g. `bubblewrap`.
    package var isolation: String
    /// The executor's own version.
    package var executorVersion: Int
    /// For the pages.
    package var cpuLimitSeconds: Double
    package var memoryLimitBytes: Int

    /// A runtime from its parts.
    package init(
        language: String, version: String, limits: String, isolation: String, executorVersion: Int,
        cpuLimitSeconds: Double, memoryLimitBytes: Int
    ) {
        (self.language, self.version, self.limits) = (language, version, limits)
        (self.isolation, self.executorVersion) = (isolation, executorVersion)
        (self.cpuLimitSeconds, self.memoryLimitBytes) = (cpuLimitSeconds, memoryLimitBytes)
    }
}

/// What is asked of an executor, by content: a program, its tests, how they are judged, the language and the limits.
///
/// Which interpreter of the language answers is not part of it, so that the answers of two of them can be compared.
struct LedgerKey: Hashable {
    /// SHA-256, in hexadecimal.
    let text: String

    init(_ submission: Submission, on runtime: LedgerRuntime) {
        var hash = ContentHash()
        for text in [runtime.language, runtime.limits, submission.source] { hash.add(text) }
        hash.add("\(submission.stopsAtFirstFailure) \(submission.comparison)")
        for test in submission.tests {
            hash.add(test.input)
            hash.add(test.expected)
        }
        // Keys of submissions that have neither are as they were before there were any.
        if !submission.arguments.isEmpty || !submission.files.isEmpty {
            hash.add("\(submission.arguments.count) \(submission.files.count)")
            for argument in submission.arguments { hash.add(argument) }
            for (name, content) in submission.files.sorted(by: { $0.key < $1.key }) {
                hash.add(name)
                hash.add(content)
            }
        }
        text = hash.hexadecimal()
    }
}
