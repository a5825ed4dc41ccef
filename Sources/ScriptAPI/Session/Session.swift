internal import Dispatch
package import LuaHost
internal import Provenance
internal import Synchronization
package import Rollouts
package import Ledger
package import RunStore

/// A Lua runtime with Assay's modules and a record of what happens: it runs a script, or one cell after the other.
package final class Session {
    package let request: Request
    /// Stops the script, and all that it waits for.
    package let interrupt: Interrupt
    /// In `--help` mode the script runs up to its declarations and no further.
    let wantsParametersOnly: Bool
    /// The script's text; of one that is given cell by cell, what was given so far.
    var source: String
    private let observer: any SessionObserver
    /// Modules beside Assay's own.
    private let moreModules: [LuaModule]
    private let stop = LuaInterrupt()
    /// The record's writer once more, for the thread that abandons it.
    private let openWriter = OpenWriter()
    /// Made when the first line runs.
    private(set) lazy var runtime = Result { try LuaRuntime(configuration(stop), modules: modules() + moreModules) }

    var record = SessionRecord()
    /// What the cell that returned something last returned.
    var lastResults: [LuaData] = []
    var tables = RecordedTables()
    var determinism = DeterminismLevel()
    /// What the executions showed.
    let signs = ObservedNondeterminism()
    /// The parameters that the script declared.
    var declared: ParameterTable?
    /// The sweep that the script declares.
    var sweep: SweepDeclaration?
    /// Notes which of them the script reads.
    var parameterReads: LuaWatch?
    /// Whether the script asked for help.
    var hasHelped = false
    /// Why the script was stopped before it ended: the command line asked for help, or for what there is not.
    var refusal: Refusal?
    var steps = LoggedSteps()
    /// Executors so far.
    var executors = 0
    /// Evaluations so far.
    var evaluations = 0
    var evaluationNames = TakenNames()
    var trainerNames = TakenNames()
    var playNames = TakenNames()
    /// How often episodes were asked for without a seed of their own.
    var plays = 0
    /// How often texts were generated without a seed of their own.
    var generations = 0
    /// Whether a trainer was made whose series have plain names.
    var hasPlainTrainer = false
    /// Another run's ledger, which answers for the executors, or with which they are compared; set it before the script runs.
    package var recordedVerdicts: RecordedVerdicts?
    /// The run whose recorded answers stand for those of servers; set it before the script runs.
    package var recordedAnswers: RunReader?
    /// The policies behind servers, for what they took.
    var servedPolicies: [ServedPolicyFact] = []
    /// What servers answered.
    var answerBook: AnswerBook?
    /// The calls of the script that a resumed run does not make again.
    var journal: CallJournal!
    /// The sweep that the run is a trial of; set it before the script runs.
    package var trial: (any SweepTrial)?
    /// Whether the sweep has stopped the run.
    package internal(set) var isPruned = false
    /// Whether the run is to stop at the next moment from which it can go on.
    let pause = PauseRequest()
    /// The results of calls that rows may have values of.
    var origins = CallOrigins()
    var restarts = RestartSchedule()
    /// Whether the last restart point could not be made.
    var lacksRestartPoint = false
    /// How often objects that change have changed.
    var changes = 0
    /// What `changes` was when the last restart point was made, and where that is.
    var savedState: (changes: Int, folder: String)?
    /// Where a resumed run goes on.
    var restartPoint: RestartPoint?
    /// The script's objects that change, in the order they were made.
    var objects: [WeakResumable] = []

    /// - Parameters:
    ///   - parametersOnly: whether only the script's parameters are asked for: it runs up to their declaration, and nothing is recorded.
    ///   - interrupt: stops the script, and all that it waits for.
    ///   - modules: what the script sees beside Assay's own modules.
    ///   - observer: is told what happens.
    package init(
        _ request: Request, parametersOnly: Bool = false, interrupt: Interrupt = Interrupt(),
        modules: [LuaModule] = [], observer: any SessionObserver
    ) throws {
        (self.request, self.interrupt, self.observer) = (request, interrupt, observer)
        (wantsParametersOnly, moreModules) = (parametersOnly, modules)
        source = try request.text
        restarts.interval = request.restartInterval
        try prepareJournal()
        interrupt.onRequest { [stop] in stop.request() }
    }

    private init() {
        (request, interrupt, observer) = (
            .new(NewRun(.cells(name: ""), seed: 0, runs: "")), Interrupt(), SilentObserver()
        )
        (wantsParametersOnly, moreModules, source) = (true, [], "")
        journal = CallJournal(write: { _, _ in })
    }

    /// A session for describing the modules; it runs nothing.
    static func forReference() -> Session { Session() }

    /// Forgets that somebody asked to stop, so that another cell can run.
    func forgetInterrupt() {
        interrupt.clear()
        stop.clear()
    }

    /// Notes the writer of the record that has begun.
    func opened(_ writer: RunWriter) { openWriter.writer.withLock { $0 = writer } }

    /// Ends the record as interrupted, within a second, while the script still runs: of a process that ends the next moment.
    package var abandon: @Sendable () -> Void { { [openWriter] in openWriter.abandon() } }

    /// Tells the observer, unless a resumed script says again what it has said already.
    func tell(_ event: SessionEvent) {
        if record.writer?.isFollowing != true { observer.observe(event) }
    }

    var progress: SessionProgress { SessionProgress(session: self) }

    /// Shows the tables that got rows since the last time.
    func showTables() {
        for table in tables.takeChanged() { tell(.table(table)) }
    }
}

/// The writer of a session's record, as another thread finds it.
private final class OpenWriter: Sendable {
    let writer = Mutex<RunWriter?>(nil)

    func abandon() {
        guard let writer = writer.withLock({ $0 }) else { return }
        let done = DispatchSemaphore(value: 0)
        // The script's thread may hold the record for long, on a disk that hangs.
        DispatchQueue(label: "abandon", qos: .userInteractive).async {
            if !writer.isFollowing {
                try? writer.finish(.interrupted, error: "stopped at once, in the middle of a call")
            }
            done.signal()
        }
        _ = done.wait(timeout: .now() + 1)
    }
}

/// Why a script runs no further, although neither it nor the host failed.
struct Refusal: Error, CustomStringConvertible {
    enum Kind {
        /// `--help` asked for the parameters alone.
        case help
        /// The command line sets what the script does not have, or cannot take.
        case misuse
    }
    let kind: Kind
    let description: String

    static let help = Refusal(kind: .help, description: "the script's parameters were asked for")
    static func misuse(_ description: String) -> Refusal { Refusal(kind: .misuse, description: description) }
}
