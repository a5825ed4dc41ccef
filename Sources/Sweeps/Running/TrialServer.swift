import CProcesses
import Glibc
import Processes
import Rollouts

/// A process of the host that has loaded its libraries and waits: each trial is a copy of it, so that loading is paid for once a sweep.
///
/// A request is a message on a socket, `NUMBER LOG`, with the trial's channel; the answer is the number of the process, a line.
final class TrialServer {
    private let program: String
    private let words: [String]
    private var socket: Int32 = -1
    private var process: pid_t = -1

    /// - Parameters:
    ///   - program: the host.
    ///   - words: what it is started with.
    ///   - cores: how many each trial may keep busy.
    init(program: String, words: [String], cores: Int) throws {
        (self.program, self.words) = (program, words)
        // The copies become this process's children once the one between has ended.
        assay_adopt_orphans()
        try start(cores: cores)
    }

    deinit {
        if socket >= 0 { close(socket) }
        if process > 0 { Spawn.end(of: process) }
    }

    private func start(cores: Int) throws {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Self.cannotStart(program, errno) }
        defer { close(ends[1]) }
        do throws(SpawnFailure) {
            // What a terminal sends to the driver is the driver's to pass on.
            process = try Spawn.start(
                [program] + words, environment: [(CoreBudget.variable, "\(cores)")], input: -1, output: 1, errors: 2,
                passed: ends[1], isApart: true)
        } catch {
            close(ends[0])
            throw Self.cannotStart(program, error.number)
        }
        socket = ends[0]
    }

    /// Starts the process of a trial.
    ///
    /// - Parameter channel: the trial's end of its socket.
    /// - Throws: `SweepError` when the server has ended.
    func start(_ trial: Int, log: String, channel: Int32) throws -> pid_t {
        let request = Array("\(trial) \(log)".utf8)
        guard assay_send_descriptor(socket, request, request.count, channel) == 0 else {
            throw Self.cannotStart(program, errno)
        }
        var answer = [UInt8](repeating: 0, count: 64)
        var count = -1
        repeat { count = recv(socket, &answer, answer.count, 0) } while count < 0 && errno == EINTR
        guard count > 0, let number = pid_t(String(decoding: answer[..<count], as: UTF8.self)), number > 0 else {
            throw Self.cannotStart(program, count == 0 ? ESRCH : EAGAIN)
        }
        return number
    }

    private static func cannotStart(_ program: String, _ number: Int32) -> SweepError {
        SweepError("cannot start \(program): \(String(cString: strerror(number)))")
    }
}
