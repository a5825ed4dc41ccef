/// What `help` prints.
enum LuaHelp {
    static func overview(_ modules: [LuaClassDescription]) -> String {
        let entries = modules.flatMap { module in
            module.isGlobal ? module.members.map { ($0.name, $0.summary) } : [(module.name, module.summary)]
        }
        let width = entries.map(\.0.count).max() ?? 0
        let lines = entries.map { "  \(pad($0.0, width))  \($0.1)" }
        let name = modules.first?.name ?? "x"
        return (["Modules; help(\(name)), or help \"\(name)\", tells more:"] + lines).joined(separator: "\n")
    }

    static func text(of type: LuaClassDescription) -> String {
        var lines = ["\(type.name): \(type.summary)"]
        let usages = type.members.map { $0.shortUsage(owner: type) }
        let width = min(usages.map(\.count).max() ?? 0, 48)
        for (usage, member) in zip(usages, type.members) {
            lines.append("  \(pad(usage, width))  \(member.summary)")
        }
        return lines.joined(separator: "\n")
    }

    static func text(of member: LuaMemberDescription, owner: LuaClassDescription) -> String {
        var lines = [member.usage(owner: owner.instanceName, separator: owner.separator), "  \(member.summary)"]
        let width = member.parameters.map(\.name.count).max() ?? 0
        for parameter in member.parameters {
            lines.append("  \(pad(parameter.name, width))  \(parameter.details)")
            for field in parameter.fields { lines.append("    .\(field.name)  \(field.details)") }
        }
        if let result = member.result { lines.append("  returns \(result.type): \(result.summary)") }
        return lines.joined(separator: "\n")
    }

    static func text(of record: LuaRecord) -> String {
        let names = record.fields.map { record.instanceName + ($0.isIdentifier ? ".\($0.name)" : "[\"\($0.name)\"]") }
        return table(
            "\(record.name): \(record.summary)", zip(names, record.fields).map { [$0, $1.type, $1.details] })
    }

    static func text(of options: LuaOptionsDescription) -> String {
        table("\(options.name), a table of options", options.fields.map { [$0.name, $0.details] })
    }

    /// Rows of cells below a title, in columns.
    private static func table(_ title: String, _ rows: [[String]]) -> String {
        let widths = (0..<(rows.first?.count ?? 0)).map { column in min(40, rows.map { $0[column].count }.max() ?? 0) }
        let lines = rows.map { row in
            "  " + zip(row, widths).dropLast().map { pad($0, $1) + "  " }.joined() + (row.last ?? "")
        }
        return ([title] + lines).joined(separator: "\n")
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension LuaClassDescription {
    /// What examples call an object of the class: `ppo` for PPO, `problemSet` for ProblemSet.
    var instanceName: String { isGlobal ? "" : isModule ? name : instance(of: name) }
}

extension LuaRecord {
    /// What examples call a table of the kind: `episode` for Episode.
    var instanceName: String { instance(of: name) }
}

private func instance(of name: String) -> String {
    name.allSatisfy(\.isUppercase) ? name.lowercased() : name.prefix(1).lowercased() + name.dropFirst()
}

extension LuaMemberDescription {
    /// The usage with only the names of what must be given.
    func shortUsage(owner: LuaClassDescription) -> String {
        guard kind == .method, optionsType != nil else {
            return usage(owner: owner.instanceName, separator: owner.separator)
        }
        return "\(owner.instanceName)\(owner.separator)\(name) { … }"
    }
}
