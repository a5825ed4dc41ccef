internal import LuaHost
internal import Rendering
internal import Rollouts
internal import RunStore

/// One run of a script: what its modules share.
///
/// The folder of the run is made when the script first has something to record, so that a mistake on the command line
/// leaves nothing behind.
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
    let source: String
    let progress: ProgressLine?
    private let output: (String) -> Void
    private var writer: RunWriter?
    private var cells: [LuaCells.Cell] = []
    private var cell: Int?
    private var loaded: [(path: String, text: String)] = []
    var tables = RecordedTables()
    var determinism = DeterminismLevel()
    var parametersAreDeclared = false
    /// What is wrong with the command line, if something is.
    var misuse: String?
    /// The step that was logged last.
    var steps = 0
    /// Evaluations so far.
    var evaluations = 0
    /// In `--help` mode the script runs up to its declarations and no further.
    let wantsParametersOnly: Bool
    var declared: ParameterTable?

    /// - Parameter output: gets what the script and its tables print, with line ends; nil prints to the terminal.
    package init(_ request: Request, parametersOnly: Bool = false, output: ((String) -> Void)? = nil) throws {
        (self.request, wantsParametersOnly) = (request, parametersOnly)
        source = try ScriptFile.read(request.script)
        let progress = request.quiet || output != nil ? nil : ProgressLine()
        self.progress = progress
        self.output = output ?? { text in progress?.print(text) ?? Terminal.output.write(text) }
    }

    private init(source: String) {
        request = Request(script: "", seed: 0, runs: "")
        (self.source, progress, output, wantsParametersOnly) = (source, nil, { _ in }, true)
    }

    /// A host for describing the modules; it runs nothing.
    static func forReference() -> ScriptHost { ScriptHost(source: "") }

    /// The record, begun now if it was not.
    ///
    /// - Throws: `HelpRequested` in `--help` mode; `ParameterError` when the command line sets parameters that the script
    ///   has not declared.
    func run() throws -> RunWriter {
        if let writer { return writer }
        if wantsParametersOnly { throw HelpRequested() }
        if let first = request.assignments.first, !parametersAreDeclared {
            let error = ParameterError(
                "\(first.name)=\(first.value) was given, but the script declares no parameters before its first call; "
                    + "declare them with run.params { \(first.name) = … }")
            misuse = error.description
            throw error
        }
        let info = RunInfo(script: request.script, seed: request.seed, commandLine: request.commandLine)
        let writer = try RunWriter.create(in: request.runs, info: info, source: source, name: request.name)
        self.writer = writer
        for module in loaded { try writer.source(module.path, module.text) }
        if let cell { try begin(cell, in: writer) }
        return writer
    }

    /// The name and folder of the record, once there is one.
    package var recorded: (id: String, folder: String)? { writer.map { ($0.id, $0.folder) } }

    /// Prints a line and records it.
    func print(_ line: String) throws {
        try run().print(line + "\n")
        output(line + "\n")
    }

    /// Shows text that is recorded in another form already.
    func show(_ text: String) { output(text) }

    // MARK: What the runtime tells

    func know(_ cells: [LuaCells.Cell]) { self.cells = cells }

    func enter(cell index: Int) throws {
        try showTables()
        cell = index
        if let writer { try begin(index, in: writer) }
    }

    func load(module path: String, _ text: String) throws {
        loaded.append((path, text))
        try writer?.source(path, text)
    }

    private func begin(_ index: Int, in writer: RunWriter) throws {
        guard cells.indices.contains(index) else { return }
        let cell = cells[index]
        try writer.beginCell(title: cell.title, source: cell.source, line: cell.firstLine)
    }

    /// Prints the tables that got rows since the last time.
    func showTables() throws {
        for (name, lines) in tables.takeChanged(terminal: Terminal.output) {
            output("\n" + name + "\n" + lines.map { $0 + "\n" }.joined())
        }
    }

    /// Ends the record.
    func finish(_ status: RunStatus, error: String?) throws {
        progress?.clear()
        if status == .completed, writer == nil { _ = try run() }
        try? showTables()
        guard let writer else { return }
        try writer.update { $0.determinism = .init(level: determinism.level, reason: determinism.reason) }
        try writer.finish(status, error: error)
    }
}

/// Thrown out of a script that runs for its parameters only.
struct HelpRequested: Error, CustomStringConvertible {
    var description: String { "the script's parameters were asked for" }
}
