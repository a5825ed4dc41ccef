internal import Environments
internal import LuaHost
internal import Rollouts

/// What episodes earn.
struct RewardOptions: LuaOptions {
    @LuaParameter("pass", "at the last turn, when all tests pass") var pass = 1.0
    @LuaParameter("fail", "at the last turn, when one fails") var fail = -1.0
    @LuaParameter("invalid", "at each turn without valid code") var invalid = -0.2

    func validate() throws(LuaMismatch) {
        for (name, value) in [("pass", pass), ("fail", fail), ("invalid", invalid)] where !value.isFinite {
            throw LuaMismatch("'\(name)' must be a finite number, not \(value)")
        }
    }
}

extension RewardRule {
    /// A script's choice: numbers, or a function of the episode.
    init(_ choice: LuaEither<RewardOptions, LuaCallback>, journal: CallJournal) {
        switch choice {
        case .first(let reward): self = .outcome(pass: reward.pass, fail: reward.fail, invalid: reward.invalid)
        case .second(let function):
            self = .custom { episode in
                .init(try journal.function("reward", function, episode.luaTable, as: LuaEither<Double, [Double]>.self))
            }
        }
    }

    /// What a function says that no run's journal knows of.
    init(_ function: LuaCallback) {
        self = .custom { episode in
            .init(try function.call(episode.luaTable, as: LuaEither<Double, [Double]>.self, name: "reward"))
        }
    }
}

extension RewardRule.Payment {
    fileprivate init(_ paid: LuaEither<Double, [Double]>) {
        switch paid {
        case .first(let total): self = .total(total)
        case .second(let perTurn): self = .perTurn(perTurn)
        }
    }
}
