import Glibc
import Rollouts

/// The variables that the process of a trial has: the driver's, with its share of the cores.
enum TrialEnvironment {
    static func variables(cores: Int) -> [String] {
        let budget = "\(CoreBudget.variable)="
        var (all, place) = ([String](), 0)
        while let variable = environ[place] {
            let text = String(cString: variable)
            if !text.hasPrefix(budget) { all.append(text) }
            place += 1
        }
        return all + ["\(budget)\(cores)"]
    }
}
