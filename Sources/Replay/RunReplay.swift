internal import Environments
internal import JSON
package import Rollouts
package import RunStore

/// Works a record out again from what was sampled: executes its programs, and rebuilds feedback, rewards, the results of calls, and the metrics
/// and rows that have their values from there.
///
/// Goes through `calls.jsonl`, which says what was played by which call, in which environment, with which random key, and what came of it.
/// Needs no model, but for functions of the script: to have them the script is run on the recorded results of its calls.
package final class RunReplay {
    package let run: RunReader
    /// Told how far it is: episodes so far, and of all.
    package var progress: ((_ done: Int, _ of: Int) -> Void)?
    package let interrupt: Interrupt
    private let environments: [Result<RecordedEnvironment, any Error>]
    private var executors: [JSONObject: MemoizedExecutor] = [:]
    private let makeExecutor: ((ExecutorSettings) throws -> any Executor)?
    /// What random feedback is drawn from, by who draws.
    private var pools: [PlayedGroup.Player: FeedbackPool] = [:]

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

    /// How many of the programs ran so far; the others were the same as one that had.
    var executions: Int { executors.values.reduce(0) { $0 + $1.executions } }

    /// Whether a function of the script had a part in some conversations.
    package var hasFunctions: Bool {
        environments.contains { environment in
            guard let config = try? environment.get().config else { return false }
            return config.feedback.value == nil || config.reward.value == nil || config.checker != nil
        }
    }

    /// Whether what the conversations of a group were told comes from other programs.
    func isRandom(_ group: PlayedGroup) -> Bool {
        (try? environment(of: group)?.get())?.config.feedback.value == .random
    }

    /// Forgets what an evaluation drew random feedback from: another one may have its name.
    func ended(evaluation name: String) { pools[.evaluation(name)] = nil }

    private func environment(of group: PlayedGroup) -> Result<RecordedEnvironment, any Error>? {
        guard let number = group.environment, environments.indices.contains(number - 1) else { return nil }
        return environments[number - 1]
    }

    /// Episodes that were played together, worked out again.
    ///
    /// - Parameters:
    ///   - episodes: those of the group, in the order in which they were played.
    ///   - functions: the script's own, where they are at hand. What is not is taken from the record.
    ///   - feedback: told in place of what was told.
    /// - Returns: nil when the record does not say how, which the report then says.
    func replay(
        _ episodes: [RecordedEpisode], of group: PlayedGroup,
        functions: EnvironmentFunctions = EnvironmentFunctions(), telling feedback: FeedbackKind? = nil,
        report: inout ReplayReport
    ) throws -> [ReplayedEpisode]? {
        let label = group.origin.label, settings: RecordedEnvironment
        switch environment(of: group) {
        case nil:
            report.leaveOut("the record does not say which environment \(label) came from")
            return nil
        case .failure(let error):
            report.leaveOut("\(label), whose environment this version does not understand: \(error)")
            return nil
        case .success(let known): settings = known
        }
        var config = settings.config
        if config.checker != nil, functions.checker == nil {
            report.leaveOut("conversations whose outputs a checker of the script judged, which is not at hand")
            return nil
        }
        guard let executor = try executor(settings.executor) else {
            report.leaveOut("programs in \(settings.executor.language), which this version does not execute")
            return nil
        }
        if let feedback {
            config.feedback = .value(feedback)
            if feedback == .random, case .evaluation(let name) = group.player, pools[group.player] == nil {
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
        let recorded = episodes.enumerated().map { place, episode in
            EpisodeReplay.Recorded(
                episode: settings.completed(episode.episode), key: group.key(at: place) ?? settings.key(of: episode))
        }
        let (replayed, earned) = try EpisodeReplay(environment, takesFeedback: takesFeedback).replay(
            recorded, pool: pools[group.player] ?? FeedbackPool())
        switch group.origin {
        case .update: if !earned.isEmpty { pools[group.player] = earned }
        case .samples(_, .warmUp): pools[group.player] = earned
        case .evaluation, .samples, .play: break
        }
        return replayed
    }

    private func executor(_ settings: ExecutorSettings) throws -> MemoizedExecutor? {
        if let executor = executors[settings.json] { return executor }
        let workers = CoreBudget.cores
        guard let executor = try makeExecutor?(settings) ?? settings.executor(workers: workers, interrupt: interrupt)
        else { return nil }
        let memoized = MemoizedExecutor(executor)
        executors[settings.json] = memoized
        return memoized
    }

    func note(_ recorded: RecordedEpisode, _ replayed: ReplayedEpisode, in report: inout ReplayReport) {
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
