import Glibc
import JSON
import RunStore

/// The process of a trial, and the socket through which it talks.
final class TrialProcess {
    let trial: Trial
    let process: pid_t
    /// The driver's end of the socket; -1 once the other end is closed.
    private(set) var channel: Int32
    let started = ContinuousClock.now
    /// How far it is, as it says.
    var progress = ""
    /// What it failed with before it had a record.
    var failure: String?
    /// The rung at which it waits.
    var waiting: RungValue?
    /// Since when it has been asked to stop.
    var stopping: ContinuousClock.Instant?
    /// Why the driver ends it.
    var verdict: String?
    private var buffer: [UInt8] = []

    /// Has the server start the trial's process, in a process group of its own, its output appended to the trial's log.
    ///
    /// - Throws: `SweepError` when it cannot be started.
    init(_ trial: Trial, of folder: SweepFolder, by server: TrialServer) throws {
        self.trial = trial
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw SweepError("cannot start trial \(trial.number): \(String(cString: strerror(errno)))")
        }
        defer { close(ends[1]) }
        do {
            process = try server.start(trial.number, log: folder.log(of: trial.number), channel: ends[1])
        } catch {
            close(ends[0])
            throw error
        }
        channel = ends[0]
        _ = fcntl(channel, F_SETFL, O_NONBLOCK)
    }

    deinit { if channel >= 0 { close(channel) } }

    /// The whole messages that have come since the last time.
    func messages() -> [TrialMessage] {
        var piece = [UInt8](repeating: 0, count: 1 << 14)
        while channel >= 0 {
            let count = read(channel, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { break }
            guard count > 0 else {
                close(channel)
                channel = -1
                break
            }
            buffer += piece[..<count]
        }
        guard let end = buffer.lastIndex(of: UInt8(ascii: "\n")) else {
            // No process of ours writes such a line.
            if buffer.count > TrialMessage.limit { buffer = [] }
            return []
        }
        let lines = buffer[..<end].split(separator: UInt8(ascii: "\n")).filter { $0.count <= TrialMessage.limit }
        buffer = Array(buffer[(end + 1)...])
        return lines.compactMap { line in (try? JSONParser.parse(Array(line)).object).flatMap(TrialMessage.init) }
    }

    /// Tells it whether it is stopped at the rung where it waits.
    func answer(isPruned: Bool) {
        waiting = nil
        guard channel >= 0 else { return }
        let line = Array("{\"pruned\":\(isPruned)}\n".utf8)
        // A process that died meanwhile needs no answer; an answer is far shorter than the socket's buffer.
        _ = send(channel, line, line.count, Int32(MSG_NOSIGNAL))
    }

    /// Asks it to stop where it can go on.
    func stop() {
        guard stopping == nil else { return }
        stopping = .now
        kill(process, SIGTERM)
    }

    /// Ends it, and all that it started.
    func end() { kill(-process, SIGKILL) }

    /// How it ended; nil while it runs.
    func outcome() -> (code: Int32?, signal: Int32?)? {
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return nil }
        let signal = status & 0x7F
        return signal == 0 ? ((status >> 8) & 0xFF, nil) : (nil, signal)
    }
}
