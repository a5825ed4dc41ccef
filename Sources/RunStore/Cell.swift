package import JSON

/// A part of a script and what it did, as a notebook shows it.
package struct Cell: Sendable, Equatable {
    /// Something that a cell brought forth.
    package enum Item: Sendable, Equatable {
        case printed(String)
        /// Rows of a table, from `firstRow` on.
        case table(String, firstRow: Int)
        case plot(String)
        case note(String)
        case artifact(String)
    }

    /// What follows `-- %%`.
    package var title = ""
    /// The number of its first line in the script.
    package var line = 1
    package var source = ""
    package var items: [Item] = []
    /// How long it took in seconds; nil when it did not end.
    package var seconds: Double?

    /// The cells that `events` tell of. What happened outside of any is a cell without source, when there is such.
    static func cells(_ events: [JSONObject]) -> [Cell] {
        var (cells, places): ([Cell], [Int: Int]) = ([], [:])
        for event in events {
            let number = event["cell"]?.int ?? 0
            let place = places[number] ?? cells.count
            if place == cells.count {
                cells.append(Cell())
                places[number] = place
            }
            cells[place].add(event)
        }
        return cells
    }

    private mutating func add(_ event: JSONObject) {
        if let source = event["source"]?.string {
            (self.source, title, line) = (source, event["title"]?.string ?? "", max(1, event["line"]?.int ?? 1))
        } else if let text = event["print"]?.string {
            if case .printed(var printed) = items.last {
                // Taken out first: a text that two hold would be copied for each line that is added.
                items.removeLast()
                printed += text
                items.append(.printed(printed))
            } else {
                items.append(.printed(text))
            }
        } else if let name = event["table"]?.string {
            items.append(.table(name, firstRow: max(0, event["first_row"]?.int ?? 0)))
        } else if let name = event["plot"]?.string {
            items.append(.plot(name))
        } else if let text = event["note"]?.string {
            items.append(.note(text))
        } else if let name = event["artifact"]?.string {
            items.append(.artifact(name))
        } else if event["end"] != nil {
            seconds = event["time"]?.object?["seconds"]?.double
        }
    }
}

extension Cell {
    /// The cell for programs.
    package var json: JSONValue {
        [
            "title": .string(title), "line": .int(line), "source": .string(source),
            "items": .array(items.map(\.json)), "seconds": seconds.map { .number($0) } ?? .null,
        ]
    }
}

extension Cell.Item {
    fileprivate var json: JSONValue {
        switch self {
        case .printed(let text): ["print": .string(text)]
        case .table(let name, let firstRow): ["table": .string(name), "first_row": .int(firstRow)]
        case .plot(let name): ["plot": .string(name)]
        case .note(let text): ["note": .string(text)]
        case .artifact(let name): ["artifact": .string(name)]
        }
    }
}
