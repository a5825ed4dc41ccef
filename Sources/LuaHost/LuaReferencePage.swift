/// The reference page of all modules, classes and tables, as Markdown.
package enum LuaReferencePage {
    package static func markdown(title: String, _ interface: LuaInterface) -> String {
        var lines = ["# \(title)", ""]
        for type in interface.classes {
            lines += [
                "## \(type.isGlobal ? "Global functions" : (type.isModule ? "" : "Class ") + type.name)", "",
                type.summary, "",
            ]
            for member in type.members { lines += section(member, of: type) }
        }
        for record in interface.records {
            lines += ["## Table \(record.name)", "", record.summary, "", "| field | type | meaning |", "|---|---|---|"]
            lines += record.fields.map { "| `\($0.name)` | `\(cell($0.type))` | \(cell($0.details)) |" } + [""]
        }
        return lines.joined(separator: "\n")
    }

    private static func section(_ member: LuaMemberDescription, of type: LuaClassDescription) -> [String] {
        let usage = member.usage(owner: type.instanceName, separator: type.separator)
        var lines = ["### `\(usage)`", "", member.summary, ""]
        if !member.parameters.isEmpty {
            lines += ["| name | type | meaning |", "|---|---|---|"]
            lines += member.parameters.flatMap { rows($0, prefix: "") }
            lines.append("")
        }
        switch member.kind {
        case .length, .element: lines += ["`\(member.result?.type ?? "any")`.", ""]
        case .property: lines += ["A field: `\(member.result?.type ?? "any")`.", ""]
        case .method: if let result = member.result { lines += ["Returns `\(result.type)`: \(result.summary).", ""] }
        }
        return lines
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    private static func rows(_ parameter: LuaParameterDescription, prefix: String) -> [String] {
        let name = prefix + parameter.name
        let row = "| `\(name)` | `\(cell(parameter.type))` | \(cell(parameter.details)) |"
        return [row] + parameter.fields.flatMap { rows($0, prefix: name + ".") }
    }
}
