internal import Glibc

/// A program that is asked for a short answer.
package enum ChildProcess {
    /// What a program printed.
    package struct Output: Sendable {
        package var bytes: [UInt8]
        /// Whether it would have printed more.
        package var isCut: Bool
    }

    /// Runs a program that is found by `PATH`, without input.
    ///
    /// - Parameters:
    ///   - limit: bytes of output; the program is ended when it prints more.
    ///   - deadline: when it is ended in any case.
    /// - Returns: nil when it could not be started, failed, or was ended by the deadline.
    package static func output(_ words: [String], limit: Int, deadline: ContinuousClock.Instant) -> Output? {
        var ends: [Int32] = [-1, -1]
        // Closed in other programs that start meanwhile, or the end of the output would not be seen before theirs.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        defer { close(ends[0]) }
        let process = try? Spawn.start(words, input: -1, output: ends[1], errors: -1)
        close(ends[1])
        guard let process else { return nil }

        let output = read(ends[0], limit: limit, deadline: deadline)
        if output?.isCut != false { kill(process, SIGKILL) }
        let status = Spawn.end(of: process)
        guard let output, output.isCut || status == 0 else { return nil }
        return output
    }

    /// Runs a program that is found by `PATH`, without input, to its end; what it prints goes to stderr.
    ///
    /// - Parameter environment: variables beside those of this process, or in their place.
    /// - Returns: its exit status, 128 and the signal where one ended it; nil when it could not be started.
    package static func status(_ words: [String], environment: [(String, String)] = []) -> Int32? {
        guard let process = try? Spawn.start(words, environment: environment, input: -1, output: 2, errors: 2) else {
            return nil
        }
        let status = Spawn.end(of: process)
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    /// Nil when the deadline came first.
    private static func read(_ descriptor: Int32, limit: Int, deadline: ContinuousClock.Instant) -> Output? {
        var bytes: [UInt8] = [], buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            guard left > 0 else { return nil }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, Int32(min(left.rounded(.up), 1e6)))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return nil }
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? Output(bytes: bytes, isCut: false) : nil }
            bytes += buffer[..<count]
        }
        return Output(bytes: Array(bytes.prefix(limit)), isCut: true)
    }
}
