import JSON
import Pages
import Rendering
import Sweeps

/// What Slurm says of a sweep's trials, beside what their runs say.
struct SlurmView {
    /// By trial.
    private let tasks: [Int: SlurmTask]
    /// Why Slurm cannot be asked; nil where it was.
    private let problem: String?

    /// Asks Slurm; nil for a sweep that was never given to it. The runs tell how trials stand also where Slurm cannot be asked.
    init?(of folder: SweepFolder) throws {
        let sweep = SlurmSweep(folder: folder.path)
        guard sweep.isSubmitted else { return nil }
        _ = try sweep.settings()
        do { (tasks, problem) = (try sweep.tasks(), nil) } catch { (tasks, problem) = ([:], "\(error)") }
    }

    /// A trial's cell: its task as long as there is something to say of it.
    func cell(_ trial: TrialStanding) -> Table.Cell {
        guard problem == nil else { return .init("?") }
        guard let task = tasks[trial.trial.number] else { return .init(trial.state.isDone ? "" : "not in its queue") }
        if trial.state.isDone, !task.isLive { return .init("") }
        return .init("\(task.job)_\(task.index) \(task.state.lowercased())" + (task.reason.map { " (\($0))" } ?? ""))
    }

    /// What is to be said of all of them.
    func lines(_ standing: SweepStanding, resume: String) -> [Page.Block] {
        if let problem { return [.line(Text("Slurm could not be asked: \(problem)", .doubtful))] }
        let live = tasks.values.filter(\.isLive)
        let waiting = live.count(where: \.isWaiting)
        var blocks: [Page.Block] = [
            .line(Text("Slurm: \(live.count - waiting) running, \(waiting) waiting", .aside))
        ]
        let lost = standing.trials.filter { trial in
            guard tasks[trial.trial.number]?.isLive != true, !trial.state.isDone else { return false }
            if case .failed = trial.state { return false }
            return true
        }
        if !lost.isEmpty {
            blocks.append(
                .line(
                    Text(
                        "\(lost.count) unfinished and not in Slurm's queue; why may stand in their logs, as in "
                            + "\(standing.folder.log(of: lost[0].trial.number)); go on with them: \(resume)", .doubtful)
                ))
        }
        return blocks
    }

    /// What programs get for a trial.
    func json(_ trial: Int) -> JSONValue {
        guard let task = tasks[trial] else { return .null }
        return [
            "job": .int(task.job), "task": .int(task.index), "state": .string(task.state),
            "reason": task.reason.map { .string($0) } ?? .null,
        ]
    }
}
