import CSandbox
import Rollouts

/// What one worker thread does: keeps a worker warm, and judges one submission after the other with it.
struct WorkerLoop {
    private let configuration: WorkerConfiguration
    private let queue: WorkQueue<Submission, Judgement>
    private var worker: Worker?

    init(_ configuration: WorkerConfiguration, queue: WorkQueue<Submission, Judgement>) {
        (self.configuration, self.queue) = (configuration, queue)
    }

    /// Judges until the queue closes.
    mutating func run() {
        // Ahead of the first submission. A failure here is met again, and reported, by the submission that needs the worker.
        worker = try? Worker(configuration)
        while let (batch, index) = queue.take() {
            queue.finish(batch, index, Result { try judge(batch.jobs[index], of: batch) })
        }
    }

    private mutating func judge(
        _ submission: Submission, of batch: Batch<Submission, Judgement>
    ) throws -> Judgement {
        if batch.isCancelled { throw Worker.Cancelled() }
        if submission.source.utf8.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
            return Judgement(outcomes: [.emptyProgram])
        }
        let mayVary = configuration.language.signs.variations(in: submission.source)
        let program: MemoryFile
        let compilation = try configuration.language.compiler?.compile(
            submission.source, isolation: configuration.isolation, interrupt: queue.interrupt)
        switch compilation {
        case .rejected(var outcome):
            outcome.mayVary = mayVary
            return Judgement(outcomes: [outcome])
        case .program(let compiled): program = compiled
        case nil: program = try MemoryFile("program", holding: submission.source)
        }
        let extras = try MemoryFile(extrasOf: submission)
        var outcomes: [TestOutcome] = []
        for test in submission.tests {
            var outcome = try queue.besideOthers {
                try run(program, extras, on: test, of: batch, comparison: submission.comparison)
            }
            // On a busy machine a clock may run out for reasons that are not the program's.
            if outcome.verdict == .timeLimit {
                outcome = try queue.alone {
                    try run(program, extras, on: test, of: batch, comparison: submission.comparison)
                }
            }
            outcome.mayVary = mayVary
            outcomes.append(outcome)
            if outcome.verdict == .compileError { break }
            if outcome.verdict != .accepted && submission.stopsAtFirstFailure { break }
        }
        return Judgement(outcomes: outcomes)
    }

    // A worker that is lost, from outside or by a fault of ours, says nothing about the program: a fresh one tries again, once.
    private mutating func run(
        _ program: MemoryFile, _ extras: MemoryFile?, on test: TestCase, of batch: Batch<Submission, Judgement>,
        comparison: OutputComparison
    ) throws -> TestOutcome {
        var failure = Worker.Lost(how: "")
        for _ in 0..<2 {
            if worker == nil { worker = try Worker.started(configuration) }
            do {
                let running = try worker!.start(program, input: test.input, extras: extras)
                let reply = try worker!.awaitEnd(wall: configuration.limits.wall, isCancelled: { batch.isCancelled })
                let wasShortOfMemory = worker!.wasShortOfMemory(reply)
                // What a program left in its working directory goes with the worker: no other program ever sees it.
                if reply.left_files != 0 { worker = nil }
                if reply.stage != SANDBOX_STARTING.rawValue {
                    return TestOutcome(
                        reply, running, limits: configuration.limits, wasShortOfMemory: wasShortOfMemory,
                        isRight: { printed in comparison.accepts(printed, expected: test.expected) })
                }
                failure = Worker.Lost(how: "it could not confine a program")
            } catch let lost as Worker.Lost {
                failure = lost
            } catch {
                discardWorker()
                throw error
            }
            discardWorker()
        }
        throw SandboxError(
            problem: "the \(configuration.language.name) sandbox was lost twice on the same program: \(failure.how)",
            remedy: "look for an out-of-memory kill in `dmesg`, or use fewer workers")
    }

    private mutating func discardWorker() {
        worker?.kill()
        worker = nil
    }
}
