internal import JSON
internal import Rollouts
package import RunStore
package import Sweeps

/// A sweep whose runs are written by the test itself, each with evaluations and a curve.
package struct SampleSweep {
    private static let source = "run.log { solve_rate = 1 }\n"

    package let folder: SweepFolder

    /// A sweep called "s" in the folder "runs" of `folder`.
    package init(_ points: [Point], seeds: [UInt64] = [1, 2, 3], reference: String? = nil, in folder: TemporaryFolder)
        throws
    {
        try folder.write(Self.source, to: "x.lua")
        let plan = SweepPlan(.fixed(points), seeds: seeds, reference: reference)
        let head = SweepHead(
            name: "s", script: folder.file("x.lua"), workingDirectory: folder.path, commandLine: ["sweep"],
            declared: [.init(name: "turns", fallback: 3), .init(name: "kl", fallback: 0.05)], numerics: 2, plan: plan)
        self.folder = try SweepFolder.create(
            in: folder.file("runs"), head: head, source: try FrozenSource(script: folder.file("x.lua")))
    }

    /// All trials.
    package var trials: [Trial] { folder.head.plan.fixedTrials }

    /// Writes the run of a trial. Of twenty problems in ten clusters the policy solves those whose number, turned by seed and point, is small.
    ///
    /// - Parameters:
    ///   - evaluations: names, each with how many of twenty problems are solved.
    ///   - samples: conversations of each problem.
    package func write(
        _ trial: Trial, evaluations: [(name: String, solved: Int)], samples: Int = 1, problems: Int = 20,
        logs: Bool = true, status: RunStatus = .completed
    ) throws {
        var info = RunInfo(script: "x.lua", seed: trial.seed, commandLine: ["assay", "trial"])
        info.sweep = trial.record(of: folder.head.name)
        let run = try RunWriter.create(
            in: folder.runs, info: info, source: Self.source, id: folder.runName(of: trial.number))
        for step in 1...3 where logs {
            try run.log(step: step, ["solve_rate": .number(Double(step * trial.number) / 100)])
        }
        for evaluation in evaluations {
            try run.evaluation(
                evaluation.name,
                samples: (0..<samples).map { sample in
                    (0..<problems).map { problem in
                        let place = (problem * 7 + Int(trial.seed) * 3 + trial.point.number + sample) % 20
                        return Make.conversation(
                            about: "p\(problem)", in: "c\(problem / 2)",
                            [place < evaluation.solved ? Verdict.accepted : Verdict.wrongAnswer])
                    }
                })
        }
        try run.finish(status)
    }
}
