internal import LuaHost
internal import Rollouts

extension Episode {
    /// What a reward function sees.
    var luaTable: LuaTable {
        [
            "problem": problem.name, "statement": problem.statement, "solved": solved,
            "passed_public": passedPublic,
            "turns": turns.map { turn -> LuaTable in
                [
                    "program": turn.program ?? "", "verdict": turn.verdict?.rawValue ?? Verdict.missing,
                    "valid": !turn.isInvalid,
                    "feedback": turn.feedback, "tokens": turn.answer.count,
                ]
            },
        ]
    }
}
