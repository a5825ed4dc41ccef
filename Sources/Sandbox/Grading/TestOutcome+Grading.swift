import CSandbox
import Rollouts

/// How asserts ended. They note it on a page that their own process alone writes: no value that a program gives them comes there.
enum GradingEnd: UInt32 {
    /// They ran to their end, and asked the program at least once.
    case passed = 0
    /// An assert failed, or a result was so wrong that the asserts broke.
    case failed = 1
    /// A function raised an exception.
    case raised = 2
    /// A function returned what cannot be a plain value.
    case foreign = 3
    /// The program was gone before a function had answered.
    case lost = 4
    /// They failed by themselves, whatever the program does.
    case suite = 5
    /// They asked the program, and have not ended since.
    case asking = 6

    /// What a stage says; nil for one at which nothing was noted.
    init?(stage: UInt32) {
        guard stage >= SANDBOX_CONCLUDED.rawValue else { return nil }
        self.init(rawValue: stage - SANDBOX_CONCLUDED.rawValue)
    }
}

extension TestOutcome {
    /// What a program and the asserts about it come to.
    ///
    /// - Parameter end: what the asserts noted. They have passed only if their process also ended well.
    /// - Throws: `SandboxError` when the asserts themselves are at fault.
    init(functions: TestOutcome, asserts: TestOutcome, end: GradingEnd?) throws {
        self = functions
        output = asserts.output
        // What the program itself did comes first: the asserts only saw it go.
        if functions.verdict == .compileError { return }
        guard let end, end != .suite else { throw SandboxError.asserts(asserts) }
        if functions.verdict != .accepted && end != .failed && end != .foreign { return }
        errorOutput = asserts.errorOutput
        nearLimit = functions.nearLimit || asserts.nearLimit
        switch end {
        case .failed, .foreign: verdict = .wrongAnswer
        case .raised: verdict = .runtimeError
        case .lost:
            verdict = .runtimeError
            errorOutput = functions.errorOutput + "the program ended before its function had answered\n"
        case .passed, .asking, .suite:
            if end == .passed && asserts.verdict == .accepted { return }
            // Asserts that reached a limit did so on what the program gave them.
            verdict = asserts.verdict == .accepted ? .wrongAnswer : asserts.verdict
            if asserts.verdict != .accepted { nearLimit = asserts.nearLimit }
        }
    }
}

extension SandboxError {
    /// For asserts that fail whatever the program does.
    fileprivate static func asserts(_ outcome: TestOutcome) -> SandboxError {
        let text = outcome.errorOutput.split(separator: "\n").suffix(4).map { $0.drop { $0 == " " } }
        let end = text.isEmpty ? "they ended with \"\(outcome.verdict.rawValue)\"" : text.joined(separator: "; ")
        return SandboxError(
            problem:
                "the asserts failed by themselves, before they asked the program or for a reason of their own: \(end)",
            remedy: "mend them, or leave the problem out")
    }
}
