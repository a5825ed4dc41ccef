internal import Environments
internal import LuaHost

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
