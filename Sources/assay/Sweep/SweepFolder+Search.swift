import CommandLineOptions
import Sweeps

extension SweepFolder {
    /// What proposes the sweep's points and decides at its rungs: optuna, installed now where it is missing. Nil for a sweep that needs neither.
    func optuna() throws -> OptunaSearcher? {
        let method: String
        switch (head.plan.source, head.plan.pruning) {
        case (.search(let search), _): method = search.method
        case (_, .some): method = "random"
        default: return nil
        }
        let python = try PythonWithOptuna.find() ?? PythonWithOptuna.install()
        return try OptunaSearcher(method: method, python: python, halving: head.plan.pruning)
    }
}

extension SweepError: UsageError {}
