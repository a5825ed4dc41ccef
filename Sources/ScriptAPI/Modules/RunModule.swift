internal import LuaHost
internal import RunStore

extension Session {
    /// `run`: parameters, and what is recorded.
    func runModule() -> LuaModule {
        LuaModule(
            "run", "The run that is under way: its parameters and its record.",
            [
                .function(
                    "params",
                    "Declares the script's parameters, once, and returns their values. A number is any number unless integer = true; the command line writes a list with commas.",
                    LuaParameter(
                        "declarations",
                        "name = default, or name = { default, \"help\", choices = { … }, integer = true }; a default may be a list: { { 1, 2 }, \"help\" }",
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
                        "named numbers; step counts from 1 by itself or is given, never goes back, and may be logged in parts; time = { … } holds what clocks measured",
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
                    try self.row(name, row, more)
                },
                .function(
                    "plot", "Draws lines or points, as an SVG file and in the terminal.", options: PlotOptions.self
                ) {
                    [unowned self] in try plot($0)
                },
                .function(
                    "ablation",
                    "Compares arms with a reference, paired by seed and problem, and adds a row for each to a table of the record.",
                    options: AblationOptions.self, returns: "the rows", record: .list(.ablationRow)
                ) { [unowned self] in try ablation($0) },
                .function("note", "Records a remark.", LuaParameter("markdown", "Markdown", as: String.self)) {
                    [unowned self] in
                    try run().note($0)
                    tell(.note($0))
                },
                .function(
                    "artifact", "Records a file.", LuaParameter("name", "the file's name", as: String.self),
                    LuaParameter("content", "its bytes", as: LuaBytes.self), returns: "where it is"
                ) { [unowned self] name, content in try run().artifact(name, content.bytes) },
            ])
    }
}
