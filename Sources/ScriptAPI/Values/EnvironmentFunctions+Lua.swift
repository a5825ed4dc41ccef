internal import Environments
internal import LuaHost
internal import Rollouts

extension EnvironmentFunctions {
    /// A script's functions, by the options that they stand for; the journal notes their calls.
    init(_ functions: [String: LuaCallback], journal: CallJournal) {
        self.init(functions) { try journal.function($0, $1, $2, as: LuaData.self) }
    }

    /// A script's functions, by the options that they stand for.
    ///
    /// - Parameter call: calls the function of a name with a table and gives what it returned.
    init(
        _ functions: [String: LuaCallback],
        call: @escaping (_ name: String, _ function: LuaCallback, _ argument: LuaTable) throws -> LuaData
    ) {
        func result<Value: LuaDecodable>(_ name: String, _ argument: LuaTable, as type: Value.Type) throws -> Value {
            try LuaCallback.decode(try call(name, functions[name]!, argument), as: type, name: name)
        }
        self.init(
            feedback: functions["feedback"] == nil ? nil : { try result("feedback", $0.luaTable, as: String.self) },
            reward: functions["reward"] == nil
                ? nil : { .init(try result("reward", $0.luaTable, as: LuaEither<Double, [Double]>.self)) },
            checker: functions["checker"] == nil
                ? nil
                : { problem, test, output in
                    let printed: LuaTable = [
                        "problem": problem.name, "input": test.input, "expected": test.expected, "output": output,
                    ]
                    return try result("checker", printed, as: Bool.self)
                })
    }
}

extension LuaCallback {
    /// What the function pays for an episode, where no run's journal is to know of it.
    func payment(for episode: Episode) throws -> Payment {
        .init(
            try call(
                LuaRecord.episode.typed(episode.luaTable.luaData), as: LuaEither<Double, [Double]>.self, name: "reward")
        )
    }
}

extension Payment {
    fileprivate init(_ paid: LuaEither<Double, [Double]>) {
        switch paid {
        case .first(let total): self = .total(total)
        case .second(let perTurn): self = .perTurn(perTurn)
        }
    }
}

extension Attempt {
    /// What a feedback function sees.
    var luaTable: LuaTable {
        [
            "problem": problem.name, "statement": problem.statement, "turn": turn,
            "program": program ?? "", "valid": !isInvalid,
            "verdict": judgement?.verdict.rawValue ?? Verdict.missing,
            "tests": zip(problem.publicTests, judgement?.outcomes ?? []).map { test, outcome -> LuaTable in
                [
                    "input": test.input, "expected": test.expected, "output": LuaBytes(outcome.output.keptBytes),
                    "error": outcome.errorOutput,
                    "verdict": outcome.verdict.rawValue,
                ]
            },
        ]
    }
}

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

/// What episodes earn.
struct RewardOptions: LuaOptions {
    @LuaParameter("pass", "at the last turn, when all tests pass") var pass = OutcomeReward().pass
    @LuaParameter("fail", "at the last turn, when one fails") var fail = OutcomeReward().fail
    @LuaParameter("invalid", "at each turn without valid code") var invalid = OutcomeReward().invalid

    func validate() throws(LuaMismatch) {
        for (name, value) in [("pass", pass), ("fail", fail), ("invalid", invalid)] where !value.isFinite {
            throw LuaMismatch("'\(name)' must be a finite number, not \(value)")
        }
    }
}

extension OutcomeReward: ScriptSetting {
    init(written: RewardOptions) {
        self.init(pass: written.pass, fail: written.fail, invalid: written.invalid)
    }
    /// Only defaults are asked for.
    var written: RewardOptions { RewardOptions() }
}
