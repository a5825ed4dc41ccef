import ArgumentParser
import CommandLineOptions
import Foundation
import Glibc
import JSON
import LuaHost
import Rendering
import RunStore
import ScriptAPI
import Sweeps

/// `assay trial`: one trial of a sweep, begun or gone on with. Doing it again does nothing once it is done.
struct TrialCommand: ParsableCommand {
    static let configuration = TrialOptions.configuration
    @OptionGroup var options: TrialOptions

    func run() throws {
        let channel = TrialChannel()
        do {
            try SweptTrial(options, channel: channel).perform()
            Program.end(.success)
        } catch let error as TrialStopped {
            Program.complain("\(error)")
            Program.end(code: TrialExit.stopped.rawValue)
        } catch let error as LuaScriptError {
            SessionReport.show(error)
            Program.end(.failure)
        } catch {
            channel.send(.failed("\(error)"))
            throw error
        }
    }
}

/// A trial that was asked to stop and can go on.
struct TrialStopped: Error, CustomStringConvertible {
    let run: String
    var description: String { "\(run) stopped; the same command goes on with it" }
}

/// A trial of a sweep on its way.
struct SweptTrial {
    private let folder: SweepFolder
    private let trial: Trial
    private let channel: TrialChannel

    init(_ options: TrialOptions, channel: TrialChannel) throws {
        channel.stopWithDriver()
        self.channel = channel
        folder = try Self.folder(options)
        let number = options.number
        guard let trial = try SweepStanding.trial(number, of: folder) else {
            throw SweepError(
                "the sweep \(folder.head.name) has no trial \(number); it has \(folder.head.plan.trialCount)",
                isUsage: true)
        }
        self.trial = trial
    }

    /// The sweep that the options name.
    static func folder(_ options: TrialOptions) throws -> SweepFolder {
        try TrialServerLoop.sweep(options.sweep, in: URL(filePath: options.runs.folder).path)
    }

    /// Runs the trial to its end.
    ///
    /// - Throws: `TrialStopped`, the script's error, and what keeps it from running.
    func perform() throws {
        let text = try folder.script()
        let numerics = Session.numerics
        guard numerics == folder.head.numerics else {
            throw SweepError(
                "the sweep \(folder.head.name) began with numerics \(folder.head.numerics), and this build has \(numerics): their bits differ; go on with the build that began it, or begin a new sweep"
            )
        }
        if chdir(folder.head.workingDirectory) != 0 {
            Program.complain(
                "note: cannot enter \(folder.head.workingDirectory), where the sweep began: "
                    + "\(String(cString: strerror(errno)).lowercased()); relative paths are looked up from here")
        }
        guard let request = try request(text) else { return }
        let session = try Session(request, observer: TrialObserver(channel: channel))
        session.trial = ReportedTrial(folder.head.plan, channel: channel)
        let stop = session.stopAtRestartPoint, interrupt = session.interrupt
        let outcome = try StopSignals.handled(
            stopping: interrupt, abandon: session.abandon, gently: (stop, seconds: 20)
        ) { _ in try session.perform() }
        switch outcome {
        case .completed, .described: return
        case .failed(let error):
            channel.send(.failed(error.firstLine))
            throw error
        case .misused(let problem): throw SweepError(problem, isUsage: true)
        case .interrupted:
            if session.isPruned { return }
            throw TrialStopped(run: folder.runName(of: trial.number))
        }
    }

    /// What is left to do; nil for nothing.
    private func request(_ text: String) throws -> Session.Request? {
        let place = folder.runFolder(of: trial.number)
        if FileManager.default.fileExists(atPath: place + "/run.json") {
            let run = try RunReader(folder: place)
            try folder.check(run, is: trial)
            if run.info.status == .completed || run.info.status == .pruned { return nil }
            try waitForEarlierProcess(place)
            return .resume(try .init(RunReader(folder: place)))
        }
        var new = Session.NewRun(
            .frozen(path: folder.head.script, text: text, modules: folder.source), seed: trial.seed, runs: folder.runs)
        new.assignments = trial.point.parameters.members.map { ($0.key, RunInfo.Parameter.text(of: $0.value)) }
        new.commandLine = Array(CommandLine.arguments.dropFirst())
        new.trial = (folder.runName(of: trial.number), trial.record(of: folder.head.name))
        return .new(new)
    }

    /// A driver that was killed leaves a trial that is about to end.
    private func waitForEarlierProcess(_ place: String) throws {
        for _ in 0..<300 where RunLock.isHeld(folder: place) == true { usleep(100_000) }
    }
}

extension LuaScriptError {
    /// What went wrong and where, in one line.
    var firstLine: String {
        let lines = screen().split(separator: "\n", maxSplits: 2).map(String.init)
        let place = lines.count > 1 ? lines[1].drop { $0 == " " } : ""
        return (lines.first ?? message) + (place.hasPrefix("at ") ? " (\(place))" : "")
    }
}

extension SweepError: UsageError {}
