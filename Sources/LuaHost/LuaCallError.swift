/// A call that the host refused: `trainer.ppo: 'kl' must be a number of at least 0, not the string "low"`.
package struct LuaCallError: Error, CustomStringConvertible {
    package let function: String
    package let problem: String

    init(function: String, _ mismatch: LuaMismatch) {
        self.function = function
        problem = mismatch.path.isEmpty ? mismatch.problem : "\(mismatch.path) \(mismatch.problem)"
    }

    package var description: String {
        problem.hasPrefix("takes") || problem.hasPrefix("is ") ? "\(function) \(problem)" : "\(function): \(problem)"
    }
}
