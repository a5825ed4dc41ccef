import Rollouts

/// How a suite ended: the last line that it prints. Only the process of the asserts can write there.
enum GradingEnd: String {
    /// It ran to its end.
    case passed
    /// An assert failed, or a result was so wrong that the suite broke.
    case failed
    /// A function raised an exception.
    case raised
    /// A function returned what cannot be a plain value.
    case foreign
    /// The program was gone before a function had answered.
    case lost
}

extension TestOutcome {
    /// What a program and the asserts about it come to.
    init(functions: TestOutcome, asserts: TestOutcome) {
        self = functions
        let lines = asserts.output.split(separator: "\n", omittingEmptySubsequences: false)
        let end = lines.dropLast().last.flatMap { GradingEnd(rawValue: String($0)) }
        output = lines.dropLast(2).map { $0 + "\n" }.joined()
        // What the program itself did comes first: the asserts only saw it go.
        if functions.verdict != .accepted && end != .failed && end != .foreign { return }
        errorOutput = asserts.errorOutput
        nearLimit = functions.nearLimit || asserts.nearLimit
        switch end {
        case .passed?: verdict = functions.verdict
        case .failed?, .foreign?: verdict = .wrongAnswer
        case .raised?: verdict = .runtimeError
        case .lost?:
            verdict = .runtimeError
            errorOutput = functions.errorOutput + "the program ended before its function had answered\n"
        case nil:
            // Asserts that reached a limit did so on what the program gave them.
            verdict = asserts.verdict == .accepted ? .wrongAnswer : asserts.verdict
            if asserts.verdict != .accepted { nearLimit = asserts.nearLimit }
        }
    }
}
