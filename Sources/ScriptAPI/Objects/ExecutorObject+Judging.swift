internal import Environments
internal import LuaHost
internal import Provenance
internal import Rollouts
internal import Ledger
internal import RunStore
internal import Sandbox

extension ExecutorObject {
    /// Judges a program on tests; the checker, if there is one, is asked about each output on the script's thread.
    func judge(_ options: JudgeOptions) throws -> LuaTable {
        let submission = Submission(
            source: options.source, tests: options.tests.map(\.test), stopsAtFirstFailure: false,
            comparison: options.comparison.comparison)
        if options.checker != nil, submission.comparison == .asserts {
            throw LuaMismatch("'checker' stands in place of 'comparison'; leave out one of them")
        }
        let judgement: Judgement
        if let checker = options.checker {
            judgement = try executor.judge([submission]) { [host] _, test, output in
                let attempt: LuaTable = [
                    "input": test.input, "expected": test.expected, "output": LuaBytes(output.keptBytes),
                ]
                return try host.journal.function("checker", checker, attempt, as: Bool.self)
            }[0]
        } else {
            judgement = try executor.judge([submission])[0]
        }
        host.signs.note([judgement])
        return table(judgement, of: submission, isCompared: options.checker == nil)
    }

    /// Judges a program on a problem, or functions by asserts.
    func grade(_ options: GradeOptions) throws -> LuaTable {
        let tests: [TestCase], comparison: OutputComparison
        if let problem = options.problem {
            tests = (problem.publicTests + problem.privateTests).map(\.test)
            comparison = problem.comparison.comparison
        } else {
            let suite = FunctionSuite(calling: [options.entryPoint ?? ""], options.asserts.joined(separator: "\n"))
            (tests, comparison) = ([TestCase(input: suite.input, expected: suite.code)], .asserts)
        }
        let submission = Submission(source: options.source, tests: tests, comparison: comparison)
        let judgement = try executor.judge([submission])[0]
        host.signs.note([judgement])
        var out = table(judgement, of: submission, isCompared: true)
        out["solved"] = (judgement.verdict == .accepted).luaData
        if let count = options.problem?.publicTests.count {
            let isCompiled = judgement.verdict != .compileError
            out["passed_public"] = (isCompiled && judgement.firstFailure ?? count >= count).luaData
        }
        return out
    }

    private func table(_ judgement: Judgement, of submission: Submission, isCompared: Bool) -> LuaTable {
        let outcomes = zip(submission.tests, judgement.outcomes).map { test, outcome -> LuaTable in
            var table = outcome.luaTable
            if outcome.verdict == .wrongAnswer, isCompared {
                table["difference"] =
                    submission.comparison.firstDifference(printed: outcome.output.repaired, expected: test.expected)?
                    .description
                    .luaData ?? .none
            }
            return table
        }
        return ["verdict": judgement.verdict.rawValue, "outcomes": outcomes]
    }
}

extension TestOutcome {
    /// An outcome as a plain table.
    var luaTable: LuaTable {
        [
            "verdict": verdict.rawValue, "stdout": LuaBytes(output.keptBytes), "stderr": errorOutput,
            "cpu_seconds": cpuSeconds,
            "wall_seconds": wallSeconds, "memory_mb": Double(peakMemory) / 1_048_576, "exit_code": exitStatus,
            "signal": signal, "near_limit": nearLimit, "may_vary": mayVary.map(\.rawValue),
        ]
    }
}
