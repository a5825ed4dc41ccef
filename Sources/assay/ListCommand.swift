import ArgumentParser
import CommandLineOptions
import JSON
import Pages
import Rendering
import RunIndex
import RunStore

/// `assay list`
struct ListCommand: ParsableCommand {
    /// How many runs a page for people shows that asks for no number.
    private static let usualLimit = 100
    /// How many metrics a page of groups shows that asks for none.
    private static let usualMetrics = 6

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List runs, newest first: filtered, sorted, grouped.",
        discussion: """
            Examples:
              assay list                                          the newest runs
              assay list 'turns>=3 and feedback="random"'         by parameters
              assay list 'solve_rate>0.6 or tag=baseline' --sort solve_rate
              assay list 'started>=2026-01-31 and not status=completed'
              assay list --group seed --columns solve_rate,kl     means over the seeds, with 95% intervals
              assay list --names                                  what runs can be asked for

            A filter compares names with values by = != < <= > >= and ~ (contains), joined by and, or, not and parentheses. \
            A name is run, script, status, seed, tag, started, ended, seconds, steps, note, determinism, or else a parameter, \
            a metric (its last value; min(NAME) and max(NAME) of it), a member of the script's result, a column in the last row \
            of a table (TABLE.COLUMN), or a part of the provenance. param.kl and metric.kl tell two of the same name apart; \
            names with spaces stand in `backquotes`. A run that lacks a name satisfies no comparison with it.

            --group seed is W&B's and MLflow's grouping the other way about: it names what to average over, and all other \
            parameters tell the groups apart. --by turns,feedback groups by just those.
            """)

    @Argument(help: ArgumentHelp("Which runs; all without it.", valueName: "filter"))
    var filter: String?
    @Option(help: ArgumentHelp("Sort by this, the greatest first.", valueName: "name"))
    var sort: String?
    @Flag(help: "Sort the least, or the oldest, first.") var ascending = false
    @Option(help: ArgumentHelp("Average over runs that differ in these alone.", valueName: "names"))
    var group: String?
    @Option(help: ArgumentHelp("Average over runs that have the same of these.", valueName: "names"))
    var by: String?
    @Option(help: ArgumentHelp("Show these as well; with --group, the metrics.", valueName: "names"))
    var columns: String?
    @Option(help: ArgumentHelp("At most so many; 0 for all. Pages show 100, JSON all.", valueName: "count"))
    var limit: Int?
    @Flag(help: "List the names that runs can be asked for.") var names = false
    @Flag(help: "Make the index anew from the folders first.") var rebuild = false
    @Flag(help: "Print JSON for programs.") var json = false
    @OptionGroup var runs: RunsOption

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit must be 0 or more, not \(limit)") }
        if group != nil, by != nil { throw ValidationError("--group and --by are two ways to group; give one") }
    }

    func run() throws {
        let progress = ProgressLine()
        let index = try RunIndex(runs.folder, rebuilds: rebuild) { read, all in
            // The first look at thousands of runs takes seconds.
            guard Terminal.errors.isInteractive else { return }
            progress.show("read \(NumberFormat.grouped(read)) of \(NumberFormat.grouped(all)) runs")
            if read == all { progress.clear() }
        }
        if let note = index.note { Program.complain("note: \(note)") }
        if names {
            Page(names: try index.names()).show(asJSON: json)
        } else if group != nil || by != nil {
            try showGroups(index)
        } else {
            try showRuns(index)
        }
        for problem in try index.problems() { Program.complain(problem) }
    }

    private func showRuns(_ index: RunIndex) throws {
        var query = query()
        query.limit = limit.map { $0 == 0 ? nil : $0 } ?? (json ? nil : Self.usualLimit)
        query.withMetrics = json
        query.columns = unique(list(columns) + (json ? [] : try index.shownNames(query)))
        let found = try index.matches(query)
        if json || !found.matches.isEmpty {
            Page(list: found, columns: query.columns, now: .now).show(asJSON: json)
        } else if filter != nil {
            Terminal.output.write("no run in \(runs.folder) satisfies the filter\n")
        } else if try index.problems().isEmpty {
            Terminal.output.write("no runs in \(runs.folder) yet: start one with \"assay run SCRIPT\"\n")
        }
    }

    private func showGroups(_ index: RunIndex) throws {
        let query = query()
        let grouping = by.map { RunIndex.Grouping.by(list($0)) } ?? .over(list(group))
        let measured = unique(list(columns).isEmpty ? try index.measures() : list(columns))
        let shown = list(columns).isEmpty && !json ? Array(measured.prefix(Self.usualMetrics)) : measured
        // What the groups are sorted by is shown, and first.
        let sort = list(self.sort).first
        let isKey = sort.map { list(by).contains($0) || !measured.contains($0) } ?? true
        let metrics = unique((isKey ? [] : [sort!]) + shown)
        var groups = try index.groups(grouping, query, metrics: metrics)
        try groups.sort(by: sort, isAscending: ascending)
        if let limit, limit > 0 { groups.groups = Array(groups.groups.prefix(limit)) }
        Page(groups: groups, leftOut: measured.count - metrics.count).show(asJSON: json)
    }

    private func query() -> RunQuery {
        var query = RunQuery()
        (query.filter, query.sort, query.isAscending) = (filter, list(sort).first, ascending)
        return query
    }

    private func list(_ names: String?) -> [String] { names.map(RunQuery.names) ?? [] }

    private func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
