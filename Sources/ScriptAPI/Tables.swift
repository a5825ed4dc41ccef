internal import Environments
internal import LuaHost
internal import Rollouts

/// An attempt as a feedback function sees it.
func attemptTable(_ attempt: Attempt) -> LuaTable {
    [
        "problem": attempt.problem.name, "statement": attempt.problem.statement, "turn": attempt.turn,
        "program": attempt.program, "valid": !attempt.isInvalid,
        "verdict": attempt.judgement?.verdict.rawValue,
        "tests": zip(attempt.problem.publicTests, attempt.judgement?.outcomes ?? []).map { test, outcome -> LuaTable in
            [
                "input": test.input, "expected": test.expected, "output": outcome.output, "error": outcome.errorOutput,
                "verdict": outcome.verdict.rawValue,
            ]
        },
    ]
}

/// An episode as a reward function sees it.
func episodeTable(_ episode: Episode) -> LuaTable {
    [
        "problem": episode.problem.name, "statement": episode.problem.statement, "solved": episode.solved,
        "passed_public": episode.passedPublic,
        "turns": episode.turns.map { turn -> LuaTable in
            [
                "program": turn.program, "verdict": turn.verdict?.rawValue, "valid": !turn.isInvalid,
                "feedback": turn.feedback, "tokens": turn.answer.count,
            ]
        },
    ]
}

extension Duration {
    var seconds: Double { self / .seconds(1) }
}
