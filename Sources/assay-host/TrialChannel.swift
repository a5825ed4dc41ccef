import Foundation
import Glibc
import JSON
import Rendering
import ScriptAPI
import Sweeps

/// The socket to the driver of the sweep; says nothing where there is none.
final class TrialChannel {
    private let descriptor: Int32
    private var lastProgress = ContinuousClock.now - .seconds(1)

    init() {
        let given = getenv(TrialMessage.variable).flatMap { Int32(String(cString: $0)) } ?? -1
        descriptor = given > 2 ? given : -1
        // Programs that run in the trial have no business with it.
        if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        unsetenv(TrialMessage.variable)
    }

    /// Has this process asked to stop when its driver is gone, however it ended: a trial that nobody waits for would be in the way of the
    /// next driver.
    func stopWithDriver() {
        guard descriptor >= 0 else { return }
        let descriptor = descriptor
        Thread.detachNewThread {
            var socket = pollfd(fd: descriptor, events: 0, revents: 0)
            while poll(&socket, 1, -1) < 0, errno == EINTR {}
            kill(getpid(), SIGTERM)
        }
    }

    /// Sends a message. A driver that went away gets none.
    func send(_ message: TrialMessage) {
        guard descriptor >= 0 else { return }
        if case .progress = message {
            guard lastProgress.duration(to: .now) > .milliseconds(250) else { return }
            lastProgress = .now
        }
        let line = JSONValue.object(message.json).encoded() + [UInt8(ascii: "\n")]
        guard line.count <= TrialMessage.limit else { return }
        var rest = line[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Asks the driver whether the trial is stopped at a rung, and waits for the answer.
    ///
    /// - Throws: `SweepError` when there is no driver that could say.
    func isPruned(step: Int, value: Double) throws -> Bool {
        send(.rung(step: step, value: value))
        var line: [UInt8] = [], byte: UInt8 = 0
        while descriptor >= 0, line.count < 1024 {
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { break }
            if byte == UInt8(ascii: "\n") {
                guard let isPruned = try JSONParser.parse(line)["pruned"]?.bool else { break }
                return isPruned
            }
            line.append(byte)
        }
        throw SweepError(
            "the trial is at step \(step), where its sweep decides whether it goes on, and no driver answers; run it by \"assay sweep resume\""
        )
    }
}

/// Tells the driver how far a trial is; what is printed goes to the trial's log.
final class TrialObserver: SessionObserver {
    private let channel: TrialChannel
    private let terminal = SessionLog()

    init(channel: TrialChannel) { self.channel = channel }

    func observe(_ event: SessionEvent) {
        if case .progress(let text?) = event { channel.send(.progress(text)) } else { terminal.observe(event) }
    }
}

/// Writes what a session shows as text without progress.
final class SessionLog: SessionObserver {
    private let observer = TerminalObserver { Terminal.output.print($0) }

    func observe(_ event: SessionEvent) {
        if case .warning(let sentence) = event {
            Terminal.errors.write("note: " + TextWidth.printable(sentence) + "\n")
        } else {
            observer.observe(event)
        }
    }
}

/// A trial that its driver hears of.
final class ReportedTrial: SweepTrial {
    private let goal: Goal?
    private let pruning: Halving?
    private let channel: TrialChannel
    private var last = ContinuousClock.now - .seconds(1)
    /// The rung that was decided last; a run that is resumed comes by all of them again.
    private var lastRung = -1

    init(_ plan: SweepPlan, channel: TrialChannel) {
        (goal, pruning, self.channel) = (plan.goal, plan.pruning, channel)
    }

    var metric: String? { goal?.name }

    /// A step that has passed a rung without lying on it counts as one: not every script logs every step.
    func isRung(step: Int) -> Bool {
        guard let pruning, let rung = pruning.rung(at: step), rung > lastRung else { return false }
        lastRung = rung
        return true
    }

    func logged(step: Int, value: Double) {
        guard last.duration(to: .now) > .milliseconds(250) else { return }
        last = .now
        channel.send(.logged(step: step, value: value))
    }

    func isPruned(step: Int, value: Double) throws -> Bool { try channel.isPruned(step: step, value: value) }
}
