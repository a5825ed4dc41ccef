internal import Environments
internal import LuaHost
internal import Rollouts

extension EnvironmentFunctions {
    /// A script's functions, by the options that they stand for; the journal notes their calls.
    init(_ functions: [String: LuaCallback], journal: CallJournal) {
        self.init(
            feedback: functions["feedback"].map { function in
                { try journal.function("feedback", function, $0.luaTable, as: String.self) }
            },
            reward: functions["reward"].map { function in
                { .init(try journal.function("reward", function, $0.luaTable, as: LuaEither<Double, [Double]>.self)) }
            },
            checker: functions["checker"].map { function in
                { problem, test, output in
                    let printed: LuaTable = [
                        "problem": problem.name, "input": test.input, "expected": test.expected, "output": output,
                    ]
                    return try journal.function("checker", function, printed, as: Bool.self)
                }
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
