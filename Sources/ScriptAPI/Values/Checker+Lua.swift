internal import Environments
internal import LuaHost
internal import Rollouts

extension LuaCallback {
    /// The function as an environment's checker.
    func checker(_ journal: CallJournal) -> Checker {
        { problem, test, output in
            let attempt: LuaTable = [
                "problem": problem.name, "input": test.input, "expected": test.expected, "output": output,
            ]
            return try journal.function("checker", self, attempt, as: Bool.self)
        }
    }
}
