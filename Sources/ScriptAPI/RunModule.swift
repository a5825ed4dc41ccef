internal import JSON
internal import LuaHost
internal import Rendering
internal import RunStore

extension ScriptHost {
    /// `run`: parameters, and what is recorded.
    func runModule() -> LuaModule {
        LuaModule(
            "run", "The run that is under way: its parameters and its record.",
            [
                .function(
                    "params", "Declares the script's parameters, once, and returns their values.",
                    LuaParameter(
                        "declarations", "name = default, or name = { default, \"help\", choices = { … } }",
                        as: LuaTable.self),
                    returns: "the values, from the command line (name=value) or the defaults"
                ) { [unowned self] in try parameters($0) },
                .value("seed", "every random number of the run comes from it") { [unowned self] in
                    Int(truncatingIfNeeded: request.seed)
                },
                .function(
                    "log", "Records one step of the run's series.",
                    LuaParameter(
                        "metrics",
                        "named numbers; step counts from 1 by itself, and time = { … } holds what clocks measured",
                        as: LuaTable.self)
                ) { [unowned self] in try log($0) },
                .function(
                    "table", "Declares a table's columns and their order; rows then keep these columns alone.",
                    LuaParameter("name", "the table", as: String.self),
                    LuaParameter("columns", "names of columns", as: [String].self)
                ) { [unowned self] name, columns in
                    _ = try run()
                    tables.declare(name, columns: columns)
                },
                .function(
                    "row", "Adds a row to a table. The table is printed when its cell ends.",
                    LuaParameter("name", "the table", as: String.self),
                    LuaParameter("row", "named values", as: LuaTable.self),
                    LuaParameter("more", "named values that come after", as: LuaTable?.self)
                ) { [unowned self] name, row, more in
                    var whole = try JSONObject(row, what: "the row")
                    if let more { whole.merge(try JSONObject(more, what: "the row")) }
                    try run().row(table: name, tables.add(whole, to: name))
                },
                .function(
                    "plot", "Draws lines or points, as an SVG file and in the terminal.", options: PlotOptions.self
                ) {
                    [unowned self] in try plot($0)
                },
                .function("note", "Records a remark.", LuaParameter("markdown", "Markdown", as: String.self)) {
                    [unowned self] in try run().note($0)
                },
                .function(
                    "artifact", "Records a file.", LuaParameter("name", "the file's name", as: String.self),
                    LuaParameter("content", "its bytes", as: LuaBytes.self), returns: "where it is"
                ) { [unowned self] name, content in try run().artifact(name, content.bytes) },
            ])
    }

    private func parameters(_ table: LuaTable) throws -> LuaTable {
        guard declared == nil else {
            throw LuaMismatch("was called before: declare all parameters in one table")
        }
        let declarations = try ParameterTable(table)
        declared = declarations
        if wantsParametersOnly { throw HelpRequested() }
        do {
            let values = try declarations.values(request.assignments)
            parametersAreDeclared = true
            try run().update { info in
                info.parameters = try values.map { declaration, value, isSet in
                    .init(
                        name: declaration.name, value: try JSONValue(value, what: declaration.name),
                        defaultValue: try JSONValue(declaration.fallback, what: declaration.name), isSet: isSet,
                        help: declaration.help)
                }
            }
            var out = LuaTable()
            for (declaration, value, _) in values { out[declaration.name] = value }
            return out
        } catch let error as ParameterError {
            misuse = error.description
            throw error
        }
    }

    private func log(_ metrics: LuaTable) throws {
        var values = try JSONObject(metrics, what: "the metrics")
        for member in values.members where member.key != "time" {
            switch member.value {
            case .int, .number, .string, .bool: continue
            default: throw LuaMismatch("the metric '\(member.key)' must be a number, a string or a boolean")
            }
        }
        let time = values["time"]
        values["time"] = nil
        var step = steps + 1
        if let given = values["step"] {
            guard let number = given.int, number >= 0 else {
                throw LuaMismatch("'step' must be a whole number of at least 0, not \(given.exactText)")
            }
            (step, values["step"]) = (number, nil)
        }
        steps = step
        try run().log(step: step, values, time: time?.object ?? [:])
    }

    private func plot(_ options: PlotOptions) throws {
        func series(_ name: String, _ x: [Double]?, _ y: [Double]) throws -> Plot.Series {
            let x = x ?? y.indices.map { Double($0 + 1) }
            guard x.count == y.count else {
                throw LuaMismatch("the series '\(name)' has \(x.count) numbers in x and \(y.count) in y")
            }
            return Plot.Series(name: name, x: x, y: y, mark: options.points ? .points : .line)
        }
        var lines = try options.series.map { try series($0.name, $0.x, $0.y) }
        if let y = options.y { lines.insert(try series(options.name, options.x, y), at: 0) }
        guard !lines.isEmpty else { throw LuaMismatch("needs y = { … } or series = { { name = …, y = { … } } }") }
        let plot = Plot(
            title: options.title ?? options.name, xLabel: options.xLabel, yLabel: options.yLabel, series: lines)
        try run().plot(options.name, plot)
        let terminal = Terminal.output
        show("\n" + TerminalPlot.lines(plot, width: min(terminal.width, 80), height: 12).map { $0 + "\n" }.joined())
    }
}

/// One line of a plot.
struct SeriesOptions: LuaOptions {
    @LuaParameter("name", "what the legend says", position: 1) var name: String
    @LuaParameter("x", "across; 1, 2, 3, … when left out") var x: [Double]?
    @LuaParameter("y", "upwards") var y: [Double]
}

/// What a plot shows.
struct PlotOptions: LuaOptions {
    @LuaParameter("name", "the plot's name in the record", position: 1) var name: String
    @LuaParameter("x", "across; 1, 2, 3, … when left out") var x: [Double]?
    @LuaParameter("y", "upwards, for a plot of one line") var y: [Double]?
    @LuaParameter("series", "several lines", spelled: "SeriesOptions[]") var series: [SeriesOptions] = []
    @LuaParameter("title", "above the plot; its name when left out") var title: String?
    @LuaParameter("x_label", "what x is") var xLabel = ""
    @LuaParameter("y_label", "what y is") var yLabel = ""
    @LuaParameter("points", "points rather than lines") var points = false
}
