import CSandbox
import Glibc
import Rollouts

extension TestOutcome {
    /// What a reply and the files behind it mean.
    ///
    /// The order matters: a limit is found by what was used, because a program can catch or ignore the signal or error that comes with it.
    ///
    /// - Parameters:
    ///   - wasShortOfMemory: whether the kernel says that it killed something in the worker's control group.
    ///   - isRight: whether what a program printed that ended well is what it had to print.
    init(
        _ reply: sandbox_reply, _ files: Worker.Running, limits: Limits, wasShortOfMemory: Bool = false,
        isRight: ([UInt8]) -> Bool = { _ in true }
    ) {
        let (output, errors) = (files.output, files.errors)
        let status = sandbox_exit_status(reply.wait_status)
        let printed = output.read(upTo: limits.output)
        let verdict: Verdict =
            if output.size > limits.output || errors.size > limits.output {
                .outputLimit
            } else if reply.exceeds(limits.cpu) || status == -SIGXCPU {
                .timeLimit
            } else if reply.stage == SANDBOX_OUT_OF_MEMORY.rawValue
                || status == -SIGKILL && (wasShortOfMemory || 1024 * Int(reply.peak_kilobytes) >= limits.memory / 2)
            {
                // A kill by nobody of ours is the kernel's, for want of memory, where there was any; else the program asked for it.
                .memoryLimit
            } else if status == -SIGABRT && errors.read(upTo: 4096).holds("std::bad_alloc") {
                // What C++ does when it gets no memory; anybody can say so, and only tells one failure as another.
                .memoryLimit
            } else if reply.stage == SANDBOX_COMPILE_FAILED.rawValue {
                .compileError
            } else if status != 0 {
                .runtimeError
            } else if !isRight(printed) {
                .wrongAnswer
            } else {
                .accepted
            }
        self.init(
            verdict: verdict, output: String(keeping: printed),
            errorOutput: String(decoding: errors.read(upTo: limits.output), as: UTF8.self),
            cpuSeconds: Double(reply.cpu_microseconds) / 1e6, wallSeconds: Double(reply.wall_microseconds) / 1e6,
            peakMemory: Int(reply.peak_kilobytes) * 1024, exitStatus: status >= 0 ? Int(status) : nil,
            signal: status < 0 ? Int(-status) : nil,
            // A program that was stopped at a limit is over it, not near it.
            nearLimit: ![.timeLimit, .memoryLimit, .outputLimit].contains(verdict)
                && (reply.isNear(limits) || 5 * max(output.size, errors.size) >= 4 * limits.output))
    }

    /// The outcome of a program that has nothing to run.
    static let emptyProgram = TestOutcome(
        verdict: .compileError, errorOutput: "SyntaxError: the program is empty\n", exitStatus: 1)
}

extension [UInt8] {
    fileprivate func holds(_ text: String) -> Bool {
        String(decoding: self, as: UTF8.self).contains(text)
    }
}

extension sandbox_reply {
    fileprivate func exceeds(_ cpu: Duration) -> Bool {
        time_limit_reached != 0 || Duration.microseconds(cpu_microseconds) >= cpu
    }

    /// Whether 80% of a limit on time or memory was used.
    fileprivate func isNear(_ limits: Limits) -> Bool {
        Duration.microseconds(cpu_microseconds) * 5 >= limits.cpu * 4
            || Duration.microseconds(wall_microseconds) * 5 >= limits.wall * 4
            || 5 * 1024 * Int(peak_kilobytes) >= 4 * limits.memory
    }
}
