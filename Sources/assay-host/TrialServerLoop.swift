import ArgumentParser
import CProcesses
import Glibc
import Provenance
import ScriptAPI
import Sweeps
import Synchronization

/// The host as the driver of a sweep keeps it: it waits, and copies itself for each trial that the driver asks for.
enum TrialServerLoop {
    /// The socket to the driver.
    private static let socket: Int32 = 3
    /// The sweep, which the server reads once for all of its copies: a plan is frozen.
    private static let known = Mutex<SweepFolder?>(nil)

    /// Serves until the driver goes away, which ends the process.
    ///
    /// - Parameters:
    ///   - words: the sweep's name and options of `assay trial`.
    ///   - trial: what each copy does with the arguments of its trial.
    static func run(_ words: [String], trial: @escaping @Sendable ([String]) -> Never) -> Never {
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        rehearse(words)
        // The driver's signals are not the server's; a copy takes them up again.
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
        var request = [UInt8](repeating: 0, count: 8192)
        while true {
            var channel: Int32 = -1
            let count = assay_receive_descriptor(socket, &request, request.count, &channel)
            guard count > 0 else { exit(0) }
            let parts = request[..<count].split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard channel >= 0, parts.count == 2 else { exit(2) }
            let copy = assay_fork_for_parent()
            if copy == 0 {
                let texts = parts.map { String(decoding: $0, as: UTF8.self) }
                become(log: texts[1], channel: channel)
                let arguments = ["trial"] + words.prefix(1) + [texts[0]] + words.dropFirst()
                onFreshThread { trial(arguments) }
            }
            close(channel)
            let answer = Array("\(copy)".utf8)
            guard send(socket, answer, answer.count, Int32(MSG_NOSIGNAL)) == answer.count else { exit(0) }
        }
    }

    /// The sweep called `name`, as the server has read it, else read now.
    static func sweep(_ name: String, in runs: String) throws -> SweepFolder {
        if let sweep = known.withLock({ $0 }), sweep.head.name == name, sweep.runs == runs { return sweep }
        return try SweepFolder(name, in: runs)
    }

    /// Does once what every trial does first. Swift finds types and conformances when they are first needed, which takes longer than all else
    /// that a short trial does; copies have them found.
    private static func rehearse(_ words: [String]) {
        let arguments = ["trial"] + words.prefix(1) + ["1"] + words.dropFirst()
        if let trial = try? HostCommand.parseAsRoot(arguments) as? TrialCommand {
            // A folder that cannot be read is each copy's to tell of.
            let sweep = try? SweptTrial.folder(trial.options)
            known.withLock { $0 = sweep }
        }
        _ = Reference.interface()
        _ = Provenance.current
    }

    /// Does all further work on a new thread. Swift's locks know a thread by the number that it had when it first took one, and the first thread
    /// of a copy still goes by that of the process that it was copied from: two threads that wait for each other would wait for ever.
    private static func onFreshThread(_ work: @escaping @Sendable () -> Never) -> Never {
        final class Work: Sendable {
            let body: @Sendable () -> Never
            init(_ body: @escaping @Sendable () -> Never) { self.body = body }
        }
        var attributes = pthread_attr_t(), thread = pthread_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 8 << 20)
        let context = Unmanaged.passRetained(Work(work)).toOpaque()
        let status = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
            }, context)
        guard status == 0 else { _exit(1) }
        while true { pause() }
    }

    /// Gives the copy its own log, channel, process group and signals.
    private static func become(log: String, channel: Int32) {
        setpgid(0, 0)
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        if output >= 0 {
            dup2(output, STDOUT_FILENO)
            dup2(output, STDERR_FILENO)
            close(output)
        }
        close(socket)
        dup2(channel, socket)
        setenv(TrialMessage.variable, "\(socket)", 1)
        close(channel)
    }
}
