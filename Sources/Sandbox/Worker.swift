import CSandbox
import Glibc
import Rollouts

/// One warm interpreter in its sandbox. Belongs to one thread: the process dies with the thread that started it.
final class Worker {
    private let process: pid_t
    private let socket: Int32
    // Both outlive the process, and leave nothing behind after it.
    private let launch: Launch
    private let group: ControlGroup?
    private var knownKills = 0

    /// The worker is gone or does not answer; a fresh one may do better.
    struct Lost: Error {
        /// How it went, as a clause.
        var how: String
    }

    /// How long a worker may take to start. An interpreter takes 50 ms, on an overloaded machine a few seconds.
    private static let startPatience = Duration.seconds(60)
    /// How long a worker may take, past a program's wall time, to kill it and say so: long, for the machine may be overloaded.
    private static let replyPatience = Duration.seconds(60)
    /// When, past a program's wall time, somebody looks whether the worker can answer at all.
    private static let suspicion = Duration.seconds(1)

    /// A worker that is warm. One that was killed from outside before it said a word is started once more; where that is not the
    /// cause, the second one says the same.
    static func started(_ configuration: WorkerConfiguration) throws -> Worker {
        do {
            return try Worker(configuration)
        } catch let error as SandboxError where error.isSilent {
            return try Worker(configuration)
        }
    }

    /// Starts a worker and waits until it is warm.
    ///
    /// - Throws: `SandboxError` with what bubblewrap or the interpreter complained about.
    init(_ configuration: WorkerConfiguration) throws {
        let standard = (try MemoryFile("stdin"), try MemoryFile("stdout"), try MemoryFile("stderr"))
        let library = open(configuration.library, O_RDONLY | O_CLOEXEC)
        if library < 0 { throw SandboxError.system("opening \(configuration.library)", errno) }
        defer { close(library) }
        var ends: (Int32, Int32) = (-1, -1)
        let paired = withUnsafeMutablePointer(to: &ends) {
            $0.withMemoryRebound(to: Int32.self, capacity: 2) { sandbox_socket_pair($0) }
        }
        if paired < 0 { throw SandboxError.system("creating a socket", -paired) }

        let launch = try Launch(configuration)
        let group = configuration.makeControlGroup()
        let started = withCStrings(launch.arguments) { arguments in
            withCStrings(launch.environment) { environment in
                withCStrings(launch.directory.map { [$0] } ?? []) { directory in
                    var start = sandbox_start(
                        path: arguments[0], arguments: arguments, environment: environment,
                        standard: (standard.0.descriptor, standard.1.descriptor, standard.2.descriptor),
                        socket: ends.1, library: library, groups: group?.descriptors ?? (-1, -1),
                        directory: directory[0], stack: UInt64(configuration.limits.memory), drops_root: true,
                        may_stay_root: configuration.isolation != .none)
                    return sandbox_spawn(&start)
                }
            }
        }
        close(ends.1)  // so that the end of the worker is the end of the socket
        if started < 0 {
            close(ends.0)
            throw SandboxError.start(launch.arguments[0], -started)
        }
        (process, socket, self.launch, self.group) = (started, ends.0, launch, group)

        var limits = sandbox_limits(configuration.limits, isolation: configuration.isolation)
        var hello = sandbox_hello()
        let sent = sandbox_send(socket, &limits, MemoryLayout.size(ofValue: limits), nil, 0)
        let patience = Int32(Self.startPatience.milliseconds)
        let length = sent < 0 ? 0 : sandbox_receive(socket, &hello, MemoryLayout.size(ofValue: hello), patience)
        if length != MemoryLayout.size(ofValue: hello) || hello.version != UInt32(SANDBOX_VERSION) {
            // Reaped before its complaint is read, so that the complaint is whole.
            sandbox_reap(process, 200)
            throw configuration.startFailure(
                complaint: String(decoding: standard.2.read(upTo: 4096), as: UTF8.self),
                timedOut: length == -Int(ETIMEDOUT))
        }
    }

    deinit {
        // It exits by itself when its socket closes, and bubblewrap after it: nothing is left when this returns.
        close(socket)
        sandbox_reap(process, 1000)
    }

    /// What a program that runs will leave.
    struct Running {
        let output, errors: MemoryFile
    }

    /// Starts a program on one input.
    ///
    /// - Parameters:
    ///   - input: as `String(keeping:)` keeps bytes.
    ///   - channel: a stream that it shares with a program in another worker.
    ///   - extras: what else it is given.
    /// - Throws: `Lost`.
    func start(
        _ program: MemoryFile, input: String, channel: Int32? = nil, extras: MemoryFile? = nil
    ) throws -> Running {
        let running = Running(output: try MemoryFile("stdout"), errors: try MemoryFile("stderr"))
        let stdin = try MemoryFile("stdin", holding: input.keptBytes)
        var descriptors = [
            program.descriptor, stdin.descriptor, running.output.descriptor, running.errors.descriptor,
        ]
        if let channel { descriptors.append(channel) }
        if let extras { descriptors.append(extras.descriptor) }
        var request = sandbox_request(
            version: UInt32(SANDBOX_VERSION), has_channel: channel == nil ? 0 : 1, has_extras: extras == nil ? 0 : 1)
        let size = MemoryLayout.size(ofValue: request)
        let sent = sandbox_send(socket, &request, size, descriptors, Int32(descriptors.count))
        if sent < 0 { throw Lost(how: String(cString: strerror(-sent))) }
        return running
    }

    /// Waits for the end of the program that was started.
    ///
    /// - Parameter isCancelled: asked every 50 ms.
    /// - Throws: `Lost`, or `Cancelled` when nobody wants the result any more; the worker cannot be used again then.
    func awaitEnd(wall: Duration, isCancelled: () -> Bool) throws -> sandbox_reply {
        var reply = sandbox_reply()
        let due = ContinuousClock.now + wall
        while true {
            let length = sandbox_receive(socket, &reply, MemoryLayout.size(ofValue: reply), 50)
            if length == MemoryLayout.size(ofValue: reply) { return reply }
            if length != -Int(ETIMEDOUT) { throw Lost(how: "its process ended") }
            if isCancelled() { throw Cancelled() }
            let now = ContinuousClock.now
            if now > due + Self.replyPatience { throw Lost(how: "it did not answer") }
            if now > due + Self.suspicion && isStopped { throw Lost(how: "somebody stopped its process") }
        }
    }

    /// Whether the kernel killed something of this worker for want of memory since it was last asked. Looks only where a program was killed.
    func wasShortOfMemory(_ reply: sandbox_reply) -> Bool {
        guard sandbox_exit_status(reply.wait_status) == -SIGKILL, let group else { return false }
        defer { knownKills = group.kills }
        return group.kills > knownKills
    }

    /// Nobody waits for the result any more.
    struct Cancelled: Error {}

    /// Whether a signal from outside keeps the worker, or bubblewrap around it, from running.
    private var isStopped: Bool {
        var family = [process]
        if let children = KernelFile.text("/proc/\(process)/task/\(process)/children") {
            family += children.split(separator: " ").compactMap { pid_t($0) }
        }
        return family.contains { member in
            // The state follows the name, which is in brackets and may hold anything.
            let facts = KernelFile.text("/proc/\(member)/stat") ?? ""
            return facts.split(separator: ")").last?.first { $0 != " " } == "T"
        }
    }

    /// Ends the worker and whatever it runs at once.
    func kill() { _ = Glibc.kill(process, SIGKILL) }
}

func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
