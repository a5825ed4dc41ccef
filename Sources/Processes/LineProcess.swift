internal import Glibc

/// A program that answers each line with a line, for as long as it is held.
package final class LineProcess {
    /// Why there is no answer.
    package struct Failure: Error {
        package enum Reason: Sendable, Hashable {
            /// It could not be started; the system's words for it.
            case notStarted(String)
            /// It ended.
            case ended
            /// It answered nothing in the time it was given.
            case late
            /// Its line has more bytes than are read.
            case tooLong
        }
        package let reason: Reason
        /// The last line that it wrote to stderr; empty where it wrote none.
        package let complaint: String
    }

    private let process: pid_t
    /// Standard input and output of the program in one.
    private let stream: Int32
    /// What it writes to stderr: a file without a name.
    private let errors: Int32
    /// What it wrote behind the last answer.
    private var rest: [UInt8] = []

    /// Starts a program that is found by `PATH`. Ctrl-C does not reach it; it ends with this process.
    ///
    /// - Throws: `Failure` when it cannot be started.
    package init(_ words: [String]) throws(Failure) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Self.notStarted(errno) }
        defer { close(ends[1]) }
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let name = "\(folder)/assay-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        errors = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard errors >= 0 else {
            let number = errno
            close(ends[0])
            throw Self.notStarted(number)
        }
        unlink(name)
        do throws(SpawnFailure) {
            process = try Spawn.start(words, input: ends[1], output: ends[1], errors: errors, isApart: true)
        } catch {
            close(ends[0])
            close(errors)
            throw Self.notStarted(error.number)
        }
        stream = ends[0]
    }

    deinit {
        close(stream)
        close(errors)
        kill(process, SIGKILL)
        Spawn.end(of: process)
    }

    /// The line that the program answers to a line; both without their end.
    ///
    /// - Parameter limit: bytes of an answer.
    /// - Throws: `Failure`; then the program is of no further use.
    package func answer(_ line: [UInt8], limit: Int, deadline: ContinuousClock.Instant) throws(Failure) -> [UInt8] {
        let line = line + [UInt8(ascii: "\n")]
        var sent = 0
        while sent < line.count {
            try wait(POLLOUT, deadline)
            let count = line.withUnsafeBytes {
                send(stream, $0.baseAddress! + sent, line.count - sent, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { throw failure(.ended) }
            sent += count
        }
        var searched = 0, buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if let end = rest[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let answer = Array(rest[..<end])
                rest.removeSubrange(...end)
                return answer
            }
            searched = rest.count
            guard rest.count <= limit else { throw failure(.tooLong) }
            try wait(POLLIN, deadline)
            let count = recv(stream, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { throw failure(.ended) }
            rest += buffer[..<count]
        }
    }

    private func wait(_ event: Int32, _ deadline: ContinuousClock.Instant) throws(Failure) {
        while true {
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            guard left > 0 else { throw failure(.late) }
            var waiting = pollfd(fd: stream, events: Int16(event), revents: 0)
            if poll(&waiting, 1, Int32(min(left.rounded(.up), 1e6))) > 0 { return }
        }
    }

    private func failure(_ reason: Failure.Reason) -> Failure {
        // The last of a program's words: 4 KB of them hold a line that says why.
        var facts = stat(), buffer = [UInt8](repeating: 0, count: 4096)
        let size = fstat(errors, &facts) == 0 ? Int(facts.st_size) : 0
        let count = pread(errors, &buffer, buffer.count, off_t(max(0, size - buffer.count)))
        let lines = String(decoding: buffer[..<max(0, count)], as: UTF8.self).split(whereSeparator: \.isNewline)
        return Failure(reason: reason, complaint: lines.last { !$0.allSatisfy(\.isWhitespace) }.map(String.init) ?? "")
    }

    private static func notStarted(_ number: Int32) -> Failure {
        Failure(reason: .notStarted(String(cString: strerror(number))), complaint: "")
    }
}
