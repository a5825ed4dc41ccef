import Foundation
import Rollouts
import Sandbox

/// What judging a trivial program costs, beside starting a bare Python for it.
struct ExecutorCost: Codable {
    /// `sandbox`, or `spawn` for a bare `python3 -I -S`, which isolates nothing.
    var kind: String
    var workers: Int
    /// Of one program, medians over the rounds. CPU counts all processes.
    var wallMilliseconds, cpuMilliseconds: Double

    private static let source = "print(sum(map(int, input().split())))\n"
    private static let test = TestCase(input: "1 2 3 4\n", expected: "10\n")

    /// Measures the executor with one and with two workers, and bare interpreters one after another.
    static func measure(programs: Int, rounds: Int) throws -> [ExecutorCost] {
        var samples = [[(wall: Double, cpu: Double)]](repeating: [], count: 3)
        for _ in 0..<rounds {
            for workers in 1...2 { samples[workers - 1].append(try sandboxed(programs, workers: workers)) }
            samples[2].append(try spawned(min(programs, 50)))
        }
        return zip([("sandbox", 1), ("sandbox", 2), ("spawn", 1)], samples).map { way, samples in
            ExecutorCost(
                kind: way.0, workers: way.1, wallMilliseconds: Rounds.median(samples.map(\.wall)) * 1e3,
                cpuMilliseconds: Rounds.median(samples.map(\.cpu)) * 1e3)
        }
    }

    /// Seconds a program. A worker's CPU time is known only after it has ended, so that the cost of starting it is what a
    /// batch of few programs takes.
    private static func sandboxed(_ programs: Int, workers: Int) throws -> (wall: Double, cpu: Double) {
        let few = 8
        func run(_ count: Int) throws -> (wall: Double, cpu: Double) {
            let before = cpuSeconds()
            var wall = 0.0
            do {
                let executor = try SandboxExecutor(.python(), workers: workers)
                _ = try executor.judge(Array(repeating: Submission(source: source, tests: [test]), count: few))
                let started = ContinuousClock.now
                let judgements = try executor.judge(
                    Array(repeating: Submission(source: source, tests: [test]), count: count))
                wall = seconds(ContinuousClock.now - started)
                guard judgements.allSatisfy({ $0.verdict == .accepted }) else {
                    throw BenchError("the trivial program was not accepted: \(judgements[0].verdict.rawValue)")
                }
            }
            return (wall, cpuSeconds() - before)
        }
        let short = try run(few), long = try run(programs)
        return (long.wall / Double(programs), (long.cpu - short.cpu) / Double(programs - few))
    }

    private static func spawned(_ programs: Int) throws -> (wall: Double, cpu: Double) {
        let cpu = cpuSeconds(), started = ContinuousClock.now
        for _ in 0..<programs {
            // With an end of input at once and nowhere to print to: less than what the sandbox does.
            var pid = pid_t(), status: Int32 = 0
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
            defer { posix_spawn_file_actions_destroy(&actions) }
            let words = ["python3", "-I", "-S", "-c", "print(sum(map(int, '1 2 3 4'.split())))"]
            let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
            defer { for argument in arguments { free(argument) } }
            guard posix_spawn(&pid, "/usr/bin/python3", &actions, nil, arguments, environ) == 0,
                waitpid(pid, &status, 0) == pid, status == 0
            else { throw BenchError("/usr/bin/python3 did not run; install the package python3") }
        }
        return (
            seconds(ContinuousClock.now - started) / Double(programs), (cpuSeconds() - cpu) / Double(programs)
        )
    }

    /// Of this process and of all that it has waited for.
    private static func cpuSeconds() -> Double {
        [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0) { total, who in
            var usage = rusage()
            getrusage(__rusage_who_t(who.rawValue), &usage)
            return total + Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
                + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
        }
    }
}

/// A duration in seconds.
func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}
