internal import Glibc

/// A program of this machine that is asked for an answer, and what it answered.
struct AskedProgram {
    /// As a shell says it: above 128 for a program that a signal ended.
    var status: Int32
    var output: String
    var errors: String

    /// Why there is no answer.
    enum Failure: Error {
        /// The system's reason why it could not be started: `ENOENT` where `PATH` holds no such program.
        case notStarted(Int32)
        /// It went on after the deadline, and was ended.
        case late
        /// It wrote more than the limit, and was ended.
        case tooLong
    }

    /// Runs a program that is found by `PATH`, without input, and waits for its end.
    ///
    /// - Parameters:
    ///   - environment: the variables it sees, as `NAME=value`.
    ///   - limit: bytes of its output and of its complaints, each.
    ///   - deadline: when it is ended in any case.
    init(
        _ words: [String], environment: [String], limit: Int, deadline: ContinuousClock.Instant
    ) throws(Failure) {
        var output = try Stream()
        defer { close(output.own) }
        var errors = try Stream()
        defer { close(errors.own) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.other, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.other, 2)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        // Signals that this thread holds back would never end the program.
        var (attributes, none) = (posix_spawnattr_t(), sigset_t())
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var process = pid_t()
        let code = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, &variables)
        close(output.other)
        close(errors.other)
        guard code == 0 else { throw .notStarted(code) }

        let failure = Self.read(&output, &errors, limit: limit, deadline: deadline)
        if failure != nil { kill(process, SIGKILL) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        if let failure { throw failure }
        self.status = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        self.output = String(decoding: output.bytes, as: UTF8.self)
        self.errors = String(decoding: errors.bytes, as: UTF8.self)
    }

    /// One direction between the program and this one.
    private struct Stream {
        let own: Int32
        let other: Int32
        var bytes: [UInt8] = []
        var isOpen = true

        init() throws(Failure) {
            var ends: [Int32] = [-1, -1]
            // Closed in other programs that start meanwhile, or the end of the output would not be seen before theirs.
            guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
                throw .notStarted(errno)
            }
            (own, other) = (ends[0], ends[1])
        }

        /// Takes what has come.
        mutating func take(_ buffer: inout [UInt8]) {
            let count = Glibc.read(own, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { return }
            if count > 0 { bytes += buffer[..<count] } else { isOpen = false }
        }
    }

    /// Reads both until both have ended.
    private static func read(
        _ output: inout Stream, _ errors: inout Stream, limit: Int, deadline: ContinuousClock.Instant
    ) -> Failure? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while output.isOpen || errors.isOpen {
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            guard left > 0 else { return .late }
            // A negative descriptor is passed over.
            var waiting = [output, errors].map {
                pollfd(fd: $0.isOpen ? $0.own : -1, events: Int16(POLLIN), revents: 0)
            }
            guard poll(&waiting, 2, Int32(min(left.rounded(.up), 1e6))) > 0 else { continue }
            if waiting[0].revents != 0 { output.take(&buffer) }
            if waiting[1].revents != 0 { errors.take(&buffer) }
            guard output.bytes.count <= limit, errors.bytes.count <= limit else { return .tooLong }
        }
        return nil
    }
}
