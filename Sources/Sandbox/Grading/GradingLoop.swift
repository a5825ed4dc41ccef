import CSandbox
import Glibc
import Rollouts

/// What one thread of a grader does: keeps a pair of workers warm, and grades one submission after the other with it.
struct GradingLoop {
    typealias Queue = WorkQueue<FunctionSubmission, Judgement>
    private let functions, asserts: WorkerConfiguration
    private let queue: Queue
    private var pair: (functions: Worker, asserts: Worker)?

    init(functions: WorkerConfiguration, asserts: WorkerConfiguration, queue: Queue) {
        (self.functions, self.asserts, self.queue) = (functions, asserts, queue)
    }

    /// Grades until the queue closes.
    mutating func run() {
        // Ahead of the first submission. A failure here is met again, and reported, by the submission that needs the workers.
        pair = try? startPair()
        while let (batch, index) = queue.take() {
            queue.finish(batch, index, Result { try grade(batch.jobs[index], isCancelled: { batch.isCancelled }) })
        }
    }

    private func startPair() throws -> (functions: Worker, asserts: Worker) {
        (try Worker(functions), try Worker(asserts))
    }

    private mutating func grade(_ submission: FunctionSubmission, isCancelled: () -> Bool) throws -> Judgement {
        if isCancelled() { throw Worker.Cancelled() }
        let program = try MemoryFile("program", holding: submission.source)
        let mayVary = functions.language.signs.variations(in: submission.source)
        var outcomes: [TestOutcome] = []
        for suite in submission.suites {
            var outcome = try queue.besideOthers { try run(program, suite, isCancelled) }
            // On a busy machine a clock may run out for reasons that are not the program's.
            if outcome.verdict == .timeLimit { outcome = try queue.alone { try run(program, suite, isCancelled) } }
            outcome.mayVary = mayVary
            outcomes.append(outcome)
            if outcome.verdict == .compileError { break }
            if outcome.verdict != .accepted && submission.stopsAtFirstFailure { break }
        }
        return Judgement(outcomes: outcomes)
    }

    // Lost workers say nothing about the program: fresh ones try again, once.
    private mutating func run(
        _ program: MemoryFile, _ suite: FunctionSuite, _ isCancelled: () -> Bool
    ) throws -> TestOutcome {
        let code = try MemoryFile("asserts", holding: suite.code)
        var failure = Worker.Lost(how: "")
        for _ in 0..<2 {
            let workers = try pair ?? startPair()
            pair = workers
            do {
                return try run(program, code, suite.input, on: workers, isCancelled)
            } catch let lost as Worker.Lost {
                failure = lost
                discardPair()
            } catch {
                discardPair()
                throw error
            }
        }
        throw SandboxError(
            problem: "the Python sandboxes were lost twice on the same program: \(failure.how)",
            remedy: "look for an out-of-memory kill in `dmesg`, or use fewer workers")
    }

    private mutating func run(
        _ program: MemoryFile, _ code: MemoryFile, _ input: String, on workers: (functions: Worker, asserts: Worker),
        _ isCancelled: () -> Bool
    ) throws -> TestOutcome {
        var ends: (Int32, Int32) = (-1, -1)
        let paired = withUnsafeMutablePointer(to: &ends) {
            $0.withMemoryRebound(to: Int32.self, capacity: 2) { sandbox_stream_pair($0) }
        }
        if paired < 0 { throw SandboxError.system("creating a socket", -paired) }
        let (graded, grading): (Worker.Running, Worker.Running)
        do {
            // Only the two programs keep the ends, so that the end of one is the end of the stream for the other.
            defer {
                close(ends.0)
                close(ends.1)
            }
            graded = try workers.functions.start(program, input: "", channel: ends.0)
            grading = try workers.asserts.start(code, input: input, channel: ends.1)
        }
        let verdict = try workers.asserts.awaitEnd(wall: asserts.limits.wall, isCancelled: isCancelled)
        let reply = try workers.functions.awaitEnd(wall: functions.limits.wall, isCancelled: isCancelled)
        if verdict.left_files != 0 || reply.left_files != 0 { pair = nil }
        if verdict.stage == SANDBOX_STARTING.rawValue || reply.stage == SANDBOX_STARTING.rawValue {
            throw Worker.Lost(how: "it could not confine a program")
        }
        return try TestOutcome(
            functions: TestOutcome(
                reply, graded, limits: functions.limits,
                wasShortOfMemory: workers.functions.wasShortOfMemory(reply)),
            asserts: TestOutcome(
                verdict, grading, limits: asserts.limits,
                wasShortOfMemory: workers.asserts.wasShortOfMemory(verdict)),
            end: GradingEnd(stage: verdict.stage))
    }

    private mutating func discardPair() {
        pair?.functions.kill()
        pair?.asserts.kill()
        pair = nil
    }
}
