package import JSON
package import Rendering
import RunStore

/// The names that runs can be asked for.
package struct NamesPage {
    let names: [(kind: String, names: [String])]

    package init(names: [(kind: String, names: [String])]) { self.names = names }

    package func text(on terminal: Terminal) -> String {
        var lines: [String] = []
        for (kind, names) in names {
            lines.append(terminal.style.bold(kind))
            let words = names.map { TextWidth.printable(RunQuery.quoted($0)) }
            lines += TextWidth.wrap(words, to: terminal.width - 2).map { "  " + $0 }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    package var json: JSONValue {
        .object(JSONObject(names.map { ($0.kind, .array($0.names.map { .string($0) })) }))
    }
}
