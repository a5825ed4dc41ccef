internal import JSON
internal import LuaHost
internal import Rendering
internal import RunStore

extension Session {
    /// `run.log`: one step of the series.
    func log(_ metrics: LuaTable) throws {
        var values = try JSONObject(metrics, what: "the metrics")
        for member in values.members where !["time", "trainer"].contains(member.key) {
            switch member.value {
            case .int, .number: continue
            case .bool(let value): values[member.key] = .int(value ? 1 : 0)
            default:
                throw LuaMismatch(
                    "the metric '\(member.key)' must be a number, not \(metrics[member.key].description); "
                        + "texts and tables go into run.row or run.note")
            }
        }
        var time = JSONObject()
        if let given = values["time"] {
            guard let object = given.object else {
                throw LuaMismatch("'time' must be a table of what clocks measured, not \(metrics["time"].description)")
            }
            (time, values["time"]) = (object, nil)
        }
        let trainer = values["trainer"]
        if let trainer {
            guard let name = trainer.string, !name.isEmpty else {
                throw LuaMismatch("'trainer' must be a trainer's name, not \(metrics["trainer"].description)")
            }
            values["trainer"] = nil
        }
        var given: Int?
        if let step = values["step"] {
            guard let number = step.int, number >= 0 else {
                throw LuaMismatch("'step' must be an integer of at least 0, not \(metrics["step"].description)")
            }
            (given, values["step"]) = (number, nil)
        }
        guard !values.members.isEmpty || !time.members.isEmpty else {
            throw LuaMismatch("needs at least one metric: run.log { loss = 0.5 }")
        }
        let origin = origins.origin(of: values)
        if let name = trainer?.string {
            // The series of a trainer that has a name begin with it.
            func named(_ object: JSONObject) -> JSONObject {
                JSONObject(object.members.map { ("\(name)/\($0.key)", $0.value) })
            }
            (values, time) = (named(values), named(time))
        }
        let step = try steps.step(of: values.members.map(\.key), trainer: origin?.trainer ?? 0, given: given)
        let line = try run().log(step: step, values, time: time)
        if let origin { try run().origin(metrics: line, call: origin.call, names: origin.names) }
        try report(values, at: step)
    }

    /// `run.row`: a row of a table.
    func row(_ name: String, _ row: LuaTable, _ more: LuaTable?) throws {
        var whole = try JSONObject(row, what: "the row")
        for member in try more.map({ try JSONObject($0, what: "the row") })?.members ?? [] {
            guard whole[member.key] == nil else {
                throw LuaMismatch("the row has '\(member.key)' in both of its tables")
            }
            whole[member.key] = member.value
        }
        guard !whole.members.isEmpty else { throw LuaMismatch("the row must hold at least one named value") }
        let kept = tables.kept(whole, of: name)
        let number = try run().row(table: name, kept)
        if let origin = origins.origin(of: kept) {
            try run().origin(row: number, of: name, call: origin.call, names: origin.names)
        }
        tables.add(kept, to: name)
    }

    /// `run.plot`: a figure, in the record and on the terminal.
    func plot(_ options: PlotOptions) throws {
        func series(_ name: String, _ x: [Double]?, _ y: [Double]) throws -> Plot.Series {
            let x = x ?? y.indices.map { Double($0 + 1) }
            guard x.count == y.count else {
                throw LuaMismatch("the series '\(name)' has \(x.count) numbers in x and \(y.count) in y")
            }
            return Plot.Series(name: name, x: x, y: y, mark: options.points ? .points : .line)
        }
        var all = try options.series.map { try series($0.name, $0.x, $0.y) }
        if let y = options.y { all.insert(try series(options.name, options.x, y), at: 0) }
        guard !all.isEmpty else { throw LuaMismatch("needs y = { … } or series = { { name = …, y = { … } } }") }
        let plot = Plot(
            title: options.title ?? options.name, xLabel: options.xLabel, yLabel: options.yLabel, series: all)
        try run().plot(options.name, plot)
        tell(.plot(plot))
    }
}
