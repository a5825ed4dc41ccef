import CommandLineOptions
import Sweeps

extension SweepFolder {
    /// What proposes the sweep's points; nil where they are known from the start.
    func searcher() throws -> (any Searcher)? { nil }

    /// What decides at its rungs; nil where it has none.
    func pruner() throws -> (any Pruner)? { nil }
}

extension SweepError: UsageError {}
