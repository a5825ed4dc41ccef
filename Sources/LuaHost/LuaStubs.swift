/// LuaCATS stubs for lua-language-server, one file a module and a class.
package enum LuaStubs {
    /// - Returns: file names and their texts.
    package static func files(_ descriptions: [LuaClassDescription]) -> [(name: String, text: String)] {
        descriptions.map { ("\($0.name).lua", text(of: $0)) }
    }

    /// The stub of one module or class.
    package static func text(of type: LuaClassDescription) -> String {
        var lines = ["---@meta", ""]
        for member in type.members {
            if let name = member.optionsType { lines += options(name, member.parameters) }
            for parameter in member.parameters { lines += nested(parameter) }
        }
        lines += ["---\(type.summary)", "---@class \(type.name)"]
        for member in type.members where member.kind == .property {
            lines.append("---@field \(member.name) \(member.result?.type ?? "any") # \(member.summary)")
        }
        lines += ["\(type.isModule ? "" : "local ")\(type.name) = {}", ""]
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
        lines += ["function \(type.name)\(type.separator)\(member.name)(\(names.joined(separator: ", "))) end", ""]
        return lines
    }

    private static func options(_ name: String, _ fields: [LuaParameterDescription]) -> [String] {
        var lines = ["---@class \(name)"]
        for field in fields {
            let mark = field.isRequired || field.type.hasSuffix("?") ? "" : "?"
            lines.append("---@field \(field.name)\(mark) \(field.type) # \(field.details)")
        }
        return lines + [""]
    }

    private static func nested(_ parameter: LuaParameterDescription) -> [String] {
        guard !parameter.fields.isEmpty else { return [] }
        let name = parameter.typeName.split { "|?".contains($0) }.first.map(String.init) ?? parameter.typeName
        return options(name, parameter.fields) + parameter.fields.flatMap { nested($0) }
    }
}
