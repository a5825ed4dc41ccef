/// The cell that a script is in.
struct OpenCell: Sendable {
    var number: Int
    var started: Timestamp
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
        guard let cell = state.cell else { return }
        try event(["end": true, "time": ["seconds": .number(clock().seconds(since: cell.started))]], &state)
        state.cell = nil
    }

    /// Notes in `cells.jsonl` what happened in the open cell; cell 0 is before any.
    func event(_ event: JSONObject, _ state: inout State) throws {
        var line: JSONObject = ["cell": .int(state.cell?.number ?? 0)]
        line.members += event.members
        try append(line, to: "cells.jsonl", &state)
    }
}
