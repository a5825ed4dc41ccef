package import Disk

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A record that could not be written, found or read.
package struct RunStoreError: Error, CustomStringConvertible {
    /// What went wrong, for code that tells errors apart.
    package enum Code: Sendable {
        case cannotWrite, cannotRead, malformed, badName, notFound, ambiguous, finished, held, diverged, tooLarge
    }

    package let code: Code
    /// One sentence: what, and what to do.
    package let description: String

    package init(_ code: Code, _ description: String) { (self.code, self.description) = (code, description) }

    /// The sentence for a write to `path` that the system refused.
    package static func cannotWrite(_ path: String, _ number: Int32 = errno) -> RunStoreError {
        let remedy =
            switch number {
            case ENOSPC, EDQUOT: "free some space there, or record elsewhere with --runs FOLDER or ASSAY_RUNS"
            case EFBIG: "raise the limit on the size of files with ulimit -f"
            case EMFILE, ENFILE: "too many files are open; raise the limit with ulimit -n"
            default: "record elsewhere with --runs FOLDER or ASSAY_RUNS"
            }
        return RunStoreError(.cannotWrite, "cannot write \(path): \(reason(number)); \(remedy)")
    }

    /// The sentence for a read of `path` that the system refused.
    package static func cannotRead(_ path: String, _ number: Int32 = errno) -> RunStoreError {
        let reason = number == ELOOP ? "it is a symbolic link, which records never are" : reason(number)
        return RunStoreError(number == ENOENT ? .notFound : .cannotRead, "cannot read \(path): \(reason)")
    }

    /// A file of a record that could not be read.
    package init(_ error: FileError) {
        let code: Code =
            switch error.problem {
            case .refused(let refusal): refusal.number == ENOENT ? .notFound : .cannotRead
            case .notPlain: .cannotRead
            case .tooLong, .longLine, .damaged: .malformed
            }
        self.init(code, error.description)
    }

    private static func reason(_ number: Int32) -> String {
        let text = String(cString: strerror(number))
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
