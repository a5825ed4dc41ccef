import Disk
import Rollouts

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
        text = hash.hexadecimal()
    }
}
