#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What both programs have in common: how they complain and how they end.
package enum Program {
    /// How a program ends.
    package enum Status: Int32 {
        case success = 0
        /// It could not do what was asked.
        case failure = 1
        /// It was asked in the wrong way.
        case usage = 2
        /// It did what was asked, and that does not decide the question.
        case undecided = 3
    }

    /// Ends the process.
    package static func end(_ status: Status) -> Never { exit(status.rawValue) }

    /// Tells the user one sentence on standard error.
    package static func complain(_ sentence: String) {
        let line = Array("assay: \(sentence)\n".utf8)
        // Nothing is left to be done when even this fails.
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
