internal import Environments
internal import LuaHost
internal import Rollouts

extension Attempt {
    /// What a feedback function sees.
    var luaTable: LuaTable {
        [
            "problem": problem.name, "statement": problem.statement, "turn": turn,
            "program": program ?? "", "valid": !isInvalid,
            "verdict": judgement?.verdict.rawValue ?? Verdict.missing,
            "tests": zip(problem.publicTests, judgement?.outcomes ?? []).map { test, outcome -> LuaTable in
                [
                    "input": test.input, "expected": test.expected, "output": outcome.output,
                    "error": outcome.errorOutput,
                    "verdict": outcome.verdict.rawValue,
                ]
            },
        ]
    }
}
