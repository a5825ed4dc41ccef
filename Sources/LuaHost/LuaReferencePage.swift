/// The reference page of all modules and classes, as Markdown.
package enum LuaReferencePage {
    package static func markdown(title: String, _ descriptions: [LuaClassDescription]) -> String {
        var lines = ["# \(title)", ""]
        for type in descriptions {
            lines += ["## \(type.isModule ? "" : "Class ")\(type.name)", "", type.summary, ""]
            for member in type.members { lines += section(member, of: type) }
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
        case .property: lines += ["A field: `\(member.result?.type ?? "any")`.", ""]
        case .method: if let result = member.result { lines += ["Returns `\(result.type)`: \(result.summary).", ""] }
        }
        return lines
    }

    private static func rows(_ parameter: LuaParameterDescription, prefix: String) -> [String] {
        func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
        let name = prefix + parameter.name
        let row = "| `\(name)` | `\(cell(parameter.type))` | \(cell(parameter.details)) |"
        return [row] + parameter.fields.flatMap { rows($0, prefix: name + ".") }
    }
}
