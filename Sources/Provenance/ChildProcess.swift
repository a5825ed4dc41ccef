internal import Glibc

/// A program that is asked for a short answer.
enum ChildProcess {
    /// What a program printed.
    struct Output {
        var bytes: [UInt8]
        /// Whether it would have printed more.
        var isCut: Bool
    }

    /// Runs a program that is found by `PATH`, without input.
    ///
    /// - Parameters:
    ///   - limit: bytes of output; the program is ended when it prints more.
    ///   - deadline: when it is ended in any case.
    /// - Returns: nil when it could not be started, failed, or was ended by the deadline.
    static func output(_ words: [String], limit: Int, deadline: ContinuousClock.Instant) -> Output? {
        var ends: [Int32] = [-1, -1]
        // Closed in other programs that start meanwhile, or the end of the output would not be seen before theirs.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        defer { close(ends[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let code = posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
        close(ends[1])
        guard code == 0 else { return nil }

        let output = read(ends[0], limit: limit, deadline: deadline)
        if output?.isCut != false { kill(process, SIGKILL) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard let output, output.isCut || status == 0 else { return nil }
        return output
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
