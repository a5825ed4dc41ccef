internal import Environments
internal import LuaHost
internal import Rollouts

extension LuaCallback {
    /// The function as an environment's checker.
    var checker: Checker {
        { problem, test, output in
            let attempt: LuaTable = [
                "problem": problem.name, "input": test.input, "expected": test.expected, "output": output,
            ]
            return try call(attempt, as: Bool.self, name: "checker")
        }
    }
}
