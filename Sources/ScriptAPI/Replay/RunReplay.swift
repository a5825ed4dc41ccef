package import Environments
internal import Glibc
internal import JSON
package import Rollouts
package import RunStore

/// Works a record out again from what was sampled: executes its programs, and rebuilds feedback, rewards and the metrics that follow from them.
/// Needs no model.
package final class RunReplay {
    package let run: RunReader
    /// Told how far it is: episodes so far, and of all.
    package var progress: ((_ done: Int, _ of: Int) -> Void)?
    let interrupt: Interrupt
    private let environments: [Result<RecordedEnvironment, any Error>]
    private var executors: [JSONObject: MemoizedExecutor] = [:]
    private let makeExecutor: ((ExecutorSettings) throws -> any Executor)?
    /// The script's functions, for the environment of this number in the record, from 1. What is not at hand is taken from the record.
    package var functions: (_ environment: Int) -> EnvironmentFunctions = { _ in EnvironmentFunctions() }
    /// What random feedback is drawn from, by who draws.
    private var pools: [PoolOwner: FeedbackPool] = [:]

    private enum PoolOwner: Hashable {
        /// Trainers, by their environment.
        case training(Int?)
        case evaluation(String)

        init(_ episode: RecordedEpisode) {
            switch episode.origin {
            case .update: self = .training(episode.environment)
            case .evaluation(let name), .samples(let name, _): self = .evaluation(name)
            }
        }
    }

    /// A replay of a run.
    ///
    /// - Parameters:
    ///   - executor: what executes programs in place of the recorded executors; for tests.
    ///   - interrupt: stops it.
    package init(_ run: RunReader, executor: (any Executor)? = nil, interrupt: Interrupt = Interrupt()) {
        (self.run, self.interrupt) = (run, interrupt)
        environments = run.info.environments.map { recorded in Result { try RecordedEnvironment(recorded: recorded) } }
        makeExecutor = executor.map { executor in { _ in executor } }
    }

    /// Works everything out again and says what does not follow.
    ///
    /// - Throws: what keeps programs from being executed, or the record from being read.
    package func check() throws -> ReplayReport {
        var report = ReplayReport()
        report.leaveOut(
            "log-probabilities, values, KL, entropy, losses, gradient norms and learning rates need the model; how messages became tokens needs its tokenizer"
        )
        var metrics = try RecordedMetrics(run), tables = try RecordedRates(run)
        let all = try run.episodes().count
        try EpisodeGroups.forEach(of: run) { group in
            try interrupt.check()
            guard let replayed = try replay(group, report: &report) else { return }
            for (recorded, episode) in zip(group, replayed) { note(recorded, episode, in: &report) }
            switch group[0].origin {
            case .update(let number): metrics.check(update: number, replayed.map(\.episode), in: &report)
            case .evaluation, .samples: tables.add(group[0].origin, replayed.map(\.episode), settings(of: group[0]))
            }
            progress?(report.episodes, all)
        }
        tables.check(in: &report)
        report.executions = executors.values.reduce(0) { $0 + $1.executions }
        return report
    }

    /// Works one episode out again.
    ///
    /// - Returns: nil when there is none; the episode without its replay when the record does not say what it came from.
    package func episode(
        _ number: Int, of origin: EpisodeOrigin?
    ) throws -> (recorded: RecordedEpisode, replayed: ReplayedEpisode?, report: ReplayReport)? {
        guard let wanted = try run.episodes().episode(number, of: origin) else { return nil }
        var report = ReplayReport()
        if settings(of: wanted)?.config.feedback.value == .random { try fillPool(before: wanted) }
        let found = try replay([wanted], report: &report)?[0]
        if let found { note(wanted, found, in: &report) }
        return (wanted, found, report)
    }

    /// Works out what random feedback was drawn from for an episode.
    private func fillPool(before wanted: RecordedEpisode) throws {
        let owner = PoolOwner(wanted)
        let earlier: [EpisodeOrigin]
        switch wanted.origin {
        case .update(let number):
            let updates = try run.episodes().origins.map(\.origin).filter { origin in
                if case .update(let other) = origin { other < number } else { false }
            }
            earlier = updates.reversed()
        case .evaluation(let name): earlier = [.samples(name, .warmUp)]
        case .samples: earlier = []
        }
        var report = ReplayReport()
        for origin in earlier where pools[owner] == nil {
            try EpisodeGroups.forEach(of: run, origin: origin) { group in
                if PoolOwner(group[0]) == owner { _ = try replay(group, report: &report) }
            }
        }
    }

    func settings(of episode: RecordedEpisode) -> RecordedEnvironment? { try? environment(of: episode)?.get() }

    private func environment(of episode: RecordedEpisode) -> Result<RecordedEnvironment, any Error>? {
        guard let number = episode.environment, environments.indices.contains(number - 1) else { return nil }
        return environments[number - 1]
    }

    /// The episodes of one group, worked out again; nil when the record does not say how, which the report then says.
    func replay(
        _ group: [RecordedEpisode], telling feedback: FeedbackKind? = nil, report: inout ReplayReport
    ) throws -> [ReplayedEpisode]? {
        let settings: RecordedEnvironment
        switch environment(of: group[0]) {
        case nil:
            report.leaveOut("the record does not say which environment \(group[0].origin.label) came from")
            return nil
        case .failure(let error):
            report.leaveOut("\(group[0].origin.label), whose environment this version does not understand: \(error)")
            return nil
        case .success(let known): settings = known
        }
        var config = settings.config
        let functions = functions(group[0].environment ?? 0)
        if config.checker != nil, functions.checker == nil {
            report.leaveOut("conversations whose outputs a checker of the script judged")
            return nil
        }
        guard let executor = try executor(settings.executor) else {
            report.leaveOut("programs in \(settings.executor.language), which this version does not execute")
            return nil
        }
        let owner = PoolOwner(group[0])
        if let feedback {
            config.feedback = .value(feedback)
            if feedback == .random, case .evaluation(let name) = owner, pools[owner] == nil {
                report.leaveOut(
                    "evaluation \"\(name)\", for which no programs were sampled that random feedback could come from")
                return nil
            }
        }
        let takesFeedback = feedback == nil && config.feedback.value == .random && !settings.drawsFromPool
        if takesFeedback {
            report.leaveOut("random messages by the rule of an earlier version; they are taken as recorded")
        }
        if config.feedback.value == nil, functions.feedback == nil {
            report.leaveOut("messages that a function of the script gave; they are taken as recorded")
        }
        if config.reward.value == nil, functions.reward == nil {
            report.leaveOut("rewards that a function of the script paid; check them with --reward FILE.lua")
        }
        var environment = try CodeEnvironment(
            problems: NoProblems(), executor: executor, config: config, functions: functions)
        environment.interrupt = interrupt
        let recorded = group.map {
            EpisodeReplay.Recorded(episode: settings.completed($0.episode), key: settings.key(of: $0))
        }
        let (replayed, earned) = try EpisodeReplay(environment, takesFeedback: takesFeedback).replay(
            recorded, pool: pools[owner] ?? FeedbackPool())
        switch group[0].origin {
        case .update: if !earned.isEmpty { pools[owner] = earned }
        case .samples(_, .warmUp): pools[owner] = earned
        case .evaluation, .samples: break
        }
        return replayed
    }

    private func executor(_ settings: ExecutorSettings) throws -> MemoizedExecutor? {
        if let executor = executors[settings.json] { return executor }
        let workers = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        guard let executor = try makeExecutor?(settings) ?? settings.executor(workers: workers, interrupt: interrupt)
        else { return nil }
        let memoized = MemoizedExecutor(executor)
        executors[settings.json] = memoized
        return memoized
    }

    private func note(
        _ recorded: RecordedEpisode, _ replayed: ReplayedEpisode, in report: inout ReplayReport
    ) {
        report.episodes += 1
        report.programs += replayed.episode.turns.count { $0.program != nil }
        for difference in replayed.differences {
            let turn = difference.turn.map { ", turn \($0)" } ?? ""
            report.add(
                .init(
                    place: "\(recorded.origin.label), episode \(recorded.index)\(turn)", what: difference.what,
                    recorded: difference.recorded, rebuilt: difference.rebuilt,
                    program: difference.turn.flatMap { recorded.episode.turns[$0 - 1].program }))
        }
    }
}

/// Stands where an environment has its problems: recorded episodes bring their own.
private struct NoProblems: ProblemSet {
    let name = "recorded episodes"
    let count = 0
    func problem(at index: Int) throws -> Problem { throw ProblemIndexError(index: index, set: name, count: 0) }
}
