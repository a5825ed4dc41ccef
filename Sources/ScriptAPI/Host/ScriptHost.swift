package import LuaHost
internal import Provenance
internal import Rendering
package import Rollouts
package import RunStore

/// One run of a script: what its modules share.
package final class ScriptHost {
    /// What is run, and how.
    package struct Request {
        package var script: String
        package var seed: UInt64
        package var assignments: [(name: String, value: String)]
        package var runs: String
        package var name: String?
        package var commandLine: [String]
        package var quiet: Bool
        /// The folder of the run that goes on, in place of a new one.
        package var resumed: String?
        /// The least time between two restart points, in seconds.
        package var restartInterval: Double?
        /// What is run in place of the file at `script`: the source and parameters of this run, with `assignments` set anew.
        ///
        /// The record then begins with the declaration of the parameters, as when the command line sets some.
        package var recorded: RecordedScript?
        /// The run that this one runs again, as the new record says.
        package var rerunOf: String?

        /// A request from its parts.
        package init(
            script: String, seed: UInt64, assignments: [(name: String, value: String)] = [], runs: String,
            name: String? = nil, commandLine: [String] = [], quiet: Bool = false
        ) {
            (self.script, self.seed, self.assignments, self.runs) = (script, seed, assignments, runs)
            (self.name, self.commandLine, self.quiet) = (name, commandLine, quiet)
        }
    }

    package let request: Request
    /// Stops the script, and all that it waits for.
    package let interrupt: Interrupt
    let source: String
    /// What is known about the place that output goes to.
    let terminal: Terminal
    let progress: ProgressLine?
    /// In `--help` mode the script runs up to its declarations and no further.
    let wantsParametersOnly: Bool
    private let output: (String) -> Void
    /// Modules beside Assay's own.
    let moreModules: [LuaModule]

    var record = ScriptRecord()
    var tables = RecordedTables()
    var determinism = DeterminismLevel()
    /// What the executions showed.
    let signs = ObservedNondeterminism()
    /// The parameters that the script declared.
    var declared: ParameterTable?
    /// Why the script was stopped before it ended: the command line asked for help, or for what there is not.
    var refusal: Refusal?
    /// The step that was logged last.
    var steps = 0
    /// Executors so far.
    var executors = 0
    /// Evaluations so far.
    var evaluations = 0
    /// Another run's ledger, which answers for the executors, or with which they are compared; set it before the script runs.
    package var recordedVerdicts: RecordedVerdicts?
    /// The calls of the script that a resumed run does not make again.
    var journal: CallJournal!
    var restarts = RestartSchedule()
    /// Where a resumed run goes on.
    var restartPoint: RestartPoint?
    /// The script's objects that change, in the order they were made.
    var objects: [WeakResumable] = []

    /// - Parameters:
    ///   - interrupt: stops the script, and all that it waits for.
    ///   - modules: what the script sees beside Assay's own modules.
    ///   - output: gets what the script and its tables print, with line ends; nil prints to the terminal.
    package init(
        _ request: Request, parametersOnly: Bool = false, interrupt: Interrupt = Interrupt(),
        modules: [LuaModule] = [], output: ((String) -> Void)? = nil
    ) throws {
        (self.request, wantsParametersOnly, moreModules) = (request, parametersOnly, modules)
        self.interrupt = interrupt
        source = try request.recorded?.text ?? ScriptFile.read(request.script)
        let terminal = output == nil ? Terminal.output : Terminal(descriptor: -1, isInteractive: false, width: nil)
        let progress = request.quiet || output != nil ? nil : ProgressLine()
        (self.terminal, self.progress) = (terminal, progress)
        self.output = output ?? { text in progress?.print(text) ?? terminal.write(text) }
        restarts.interval = request.restartInterval
        try prepareJournal()
    }

    private init(source: String) {
        (request, interrupt) = (Request(script: "", seed: 0, runs: ""), Interrupt())
        (self.source, terminal, progress) = (source, .output, nil)
        (output, wantsParametersOnly, moreModules) = ({ _ in }, true, [])
        journal = CallJournal(write: { _ in })
    }

    /// A host for describing the modules; it runs nothing.
    static func forReference() -> ScriptHost { ScriptHost(source: "") }

    /// Shows text that is recorded in another form already, or that no record keeps.
    func show(_ text: String) {
        // A resumed script says again what it has said already.
        if record.writer?.isFollowing != true { output(text) }
    }

    /// Prints the tables that got rows since the last time.
    func showTables() {
        for (name, lines) in tables.takeChanged(terminal: terminal) {
            show("\n" + terminal.style.cyan(name) + "\n" + lines.map { $0 + "\n" }.joined())
        }
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
