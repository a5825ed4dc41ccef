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
                switch try journal.function("reward", function, episode.luaTable, as: LuaEither<Double, [Double]>.self)
                {
                case .first(let total): .total(total)
                case .second(let perTurn): .perTurn(perTurn)
                }
            }
        }
    }
}
