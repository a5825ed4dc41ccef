import JSON

/// The cell that a script is in; number 0 is what happens outside of any.
struct OpenCell: Sendable {
    var number = 0
    var started = Timestamp(milliseconds: 0)
    /// The tables with rows of this cell.
    var tables: Set<String> = []
}

extension RunWriter {
    /// Begins a cell of the script; the one before ends here.
    ///
    /// - Parameters:
    ///   - title: What follows `-- %%`; empty for what comes before the first of them.
    ///   - source: The cell's lines.
    ///   - line: The number of its first line in the script.
    package func beginCell(title: String, source: String, line: Int) throws {
        try change { state in
            try closeCell(&state)
            state.cellCount += 1
            state.cell = OpenCell(number: state.cellCount, started: clock())
            let head: JSONObject = ["title": .string(title), "line": .int(line), "source": .string(source)]
            try event(head, &state)
        }
    }

    /// Ends the cell, if there is one.
    package func endCell() throws { try change { try closeCell(&$0) } }

    func closeCell(_ state: inout State) throws {
        guard state.cell.number > 0 else { return }
        try event(["end": true, "time": ["seconds": .number(clock().seconds(since: state.cell.started))]], &state)
        state.cell = OpenCell()
    }

    /// Notes in `cells.jsonl` what happened in the open cell.
    func event(_ event: JSONObject, _ state: inout State) throws {
        var line: JSONObject = ["cell": .int(state.cell.number)]
        line.merge(event)
        try append(line, to: "cells.jsonl", &state)
    }
}
