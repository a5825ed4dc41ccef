import JSON
import Rendering

/// The names that runs can be asked for.
struct NamesPage {
    let names: [(kind: String, names: [String])]

    func text(on terminal: Terminal) -> String {
        var lines: [String] = []
        for (kind, names) in names {
            lines.append(terminal.style.bold(kind))
            let text = names.map { $0.contains(" ") ? "`\($0)`" : $0 }.joined(separator: "  ")
            lines += TextWidth.wrap(TextWidth.printable(text), to: terminal.width - 2).map { "  " + $0 }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    var json: JSONValue {
        .object(JSONObject(names.map { ($0.kind, .array($0.names.map { .string($0) })) }))
    }
}
