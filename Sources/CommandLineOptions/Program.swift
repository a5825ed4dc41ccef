import Rendering

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
    package static func end(_ status: Status) -> Never { end(code: status.rawValue) }

    /// Ends the process with what was printed written, and without the destructors of libraries: libtorch's take longer than a short run.
    package static func end(code: Int32) -> Never {
        fflush(nil)
        _exit(code)
    }

    /// Ends the process as a signal that it obeyed would have, as shells count: 130 after Ctrl-C.
    package static func end(signal: Int32) -> Never { end(code: 128 + (signal == 0 ? SIGINT : signal)) }

    /// Tells the user one sentence on standard error. What it quotes of records is shown, never obeyed.
    package static func complain(_ sentence: String) { Terminal.errors.write("assay: \(sentence)\n") }

    /// Writes bytes to standard output; a reader that went away, such as `head`, is no error.
    package static func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = systemWrite(STDOUT_FILENO, UnsafeRawBufferPointer(rebasing: rest))
                if written < 0, errno == EINTR { continue }
                if written <= 0 { return }
                rest = rest.dropFirst(written)
            }
        }
    }
}

/// `write(2)`, which a method of that name hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
