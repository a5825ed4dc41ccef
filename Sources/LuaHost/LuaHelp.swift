/// What `help` prints.
enum LuaHelp {
    static func overview(_ modules: [LuaClassDescription]) -> String {
        let width = modules.map(\.name.count).max() ?? 0
        let lines = modules.map { "  \(pad($0.name, width))  \($0.summary)" }
        return (["Modules; help(\(modules.first?.name ?? "x")) tells more:"] + lines).joined(separator: "\n")
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

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension LuaClassDescription {
    /// What examples call an object of the class: `ppo` for PPO, `problemSet` for ProblemSet.
    var instanceName: String {
        if isModule { return name }
        return name.allSatisfy(\.isUppercase) ? name.lowercased() : name.prefix(1).lowercased() + name.dropFirst()
    }
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
