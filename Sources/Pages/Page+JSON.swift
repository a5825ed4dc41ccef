package import JSON
import RunStore

extension Page {
    /// The page for programs: a member for each section that has a key, in their order.
    package var json: JSONValue {
        if let whole = sections.first(where: { $0.key == Self.whole }) { return whole.json }
        return .object(JSONObject(sections.compactMap { section in section.key.map { ($0, section.json) } }))
    }
}

extension Page.Section {
    /// What programs get of the section: its data, else what its only block holds, else a list of these.
    var json: JSONValue {
        if let data { return data }
        return blocks.count == 1 ? blocks[0].json : .array(blocks.map(\.json))
    }
}

extension Page.Block {
    fileprivate var json: JSONValue {
        switch self {
        case .line(let text): .string(text.text)
        case .paragraph(let text, _, _), .verbatim(let text, _), .code(let text, _): .string(text)
        case .names(let names): .array(names.map { .string($0) })
        case .table(let table): table.json
        case .plot(let plot): plot.json
        case .difference(let lines): .string(lines.map { $0 + "\n" }.joined())
        }
    }
}
