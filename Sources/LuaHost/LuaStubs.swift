/// LuaCATS stubs for lua-language-server: one file a module and a class, and one for the tables that scripts are given.
package enum LuaStubs {
    /// - Returns: file names and their texts.
    package static func files(_ interface: LuaInterface) -> [(name: String, text: String)] {
        let options = interface.options
        let classes = interface.classes.map { type in
            let tables = options.filter { $0.owner == type.name }.map(\.table)
            return ("\(type.name).lua", text(of: type, tables: tables))
        }
        guard !interface.records.isEmpty else { return classes }
        let records = ["---@meta", ""] + interface.records.flatMap { record($0) }
        return classes + [("tables.lua", records.joined(separator: "\n"))]
    }

    private static func text(of type: LuaClassDescription, tables: [LuaOptionsDescription]) -> String {
        var lines = ["---@meta", ""] + tables.flatMap { options($0) }
        if !type.isGlobal { lines += ["---\(type.summary)", "---@class \(type.name)"] }
        for member in type.members where member.kind == .property {
            lines.append("---@field \(member.name) \(member.result?.type ?? "any") # \(member.summary)")
        }
        for member in type.members where member.kind == .length { lines.append("---@operator len: integer") }
        for member in type.members where member.kind == .element {
            lines.append("---@field [integer] \(member.result?.type ?? "any") # \(member.summary)")
        }
        if !type.isGlobal { lines += ["\(type.isModule ? "" : "local ")\(type.name) = {}", ""] }
        for member in type.members where member.kind == .method { lines += function(member, of: type) }
        return lines.joined(separator: "\n")
    }

    private static func function(_ member: LuaMemberDescription, of type: LuaClassDescription) -> [String] {
        var lines = ["---\(member.summary)"]
        var names: [String] = []
        if let options = member.optionsType {
            // Options with a place may also come by themselves: `model.load "minicoder"`.
            if let first = member.parameters.first(where: { $0.position == 1 }) {
                let owner = type.isModule ? "" : "self: \(type.name), "
                let result = member.result?.type ?? "nil"
                lines.append("---@overload fun(\(owner)\(first.name): \(first.type)): \(result)")
            }
            let optional = member.parameters.contains { $0.isRequired } ? "" : "?"
            lines.append("---@param options\(optional) \(options)")
            names = ["options"]
        } else {
            for parameter in member.parameters {
                let mark = parameter.isRequired || parameter.type.hasSuffix("?") ? "" : "?"
                lines.append("---@param \(parameter.name)\(mark) \(parameter.type) # \(parameter.details)")
            }
            names = member.parameters.map(\.name)
        }
        if let result = member.result { lines.append("---@return \(result.type) # \(result.summary)") }
        lines += [
            "function \(type.isGlobal ? "" : type.name)\(type.separator)\(member.name)(\(names.joined(separator: ", "))) end",
            "",
        ]
        return lines
    }

    private static func options(_ table: LuaOptionsDescription) -> [String] {
        var lines = ["---@class \(table.name)"]
        for field in table.fields {
            // The first may also stand without its name.
            let isNeeded = field.isRequired && field.position != 1
            let mark = isNeeded || field.type.hasSuffix("?") ? "" : "?"
            lines.append("---@field \(field.name)\(mark) \(field.type) # \(field.details)")
            if field.position == 1 { lines.append("---@field [1]? \(field.type) # \(field.name)") }
        }
        return lines + [""]
    }

    private static func record(_ record: LuaRecord) -> [String] {
        var lines = ["---\(record.summary)"]
        lines.append("---@class \(record.name)" + (record.parent.map { ": \($0)" } ?? ""))
        for field in record.fields where !field.isPattern {
            let name = field.isIdentifier ? field.name : "[\"\(field.name)\"]"
            lines.append("---@field \(name)\(field.isOptional ? "?" : "") \(field.type) # \(field.details)")
        }
        let patterns = record.fields.filter(\.isPattern)
        if !patterns.isEmpty {
            let types = patterns.map(\.type).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            let names = patterns.map { "\($0.name): \($0.summary)" }.joined(separator: "; ")
            lines.append("---@field [string] \(types.joined(separator: "|")) # \(names)")
        }
        return lines + [""]
    }
}
