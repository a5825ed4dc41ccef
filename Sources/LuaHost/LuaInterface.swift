internal import Rendering

/// All that scripts see: modules and classes, and the tables that go into them and come out.
package struct LuaInterface {
    package let classes: [LuaClassDescription]
    /// Tables that scripts are given, each before those that mention it.
    package let records: [LuaRecord]

    /// - Parameter more: tables beside those that methods return, such as what functions of the script are called with.
    package init(_ classes: [LuaClassDescription], more: [LuaRecord] = []) {
        self.classes = classes
        let given = classes.flatMap(\.members).compactMap { $0.result?.record } + more
        var seen: Set<ObjectIdentifier> = []
        records = given.flatMap(\.all).filter { seen.insert(ObjectIdentifier($0)).inserted }
    }

    /// Tables of named options that scripts write, each once, with the class that is the first to take it.
    var options: [(owner: String, table: LuaOptionsDescription)] {
        var seen: Set<String> = []
        return classes.flatMap { type in
            type.members.flatMap { member in
                let own = member.optionsType.map { LuaOptionsDescription(name: $0, fields: member.parameters) }
                return (own.map { [$0] } ?? []) + member.parameters.flatMap(\.tables)
            }.filter { seen.insert($0.name).inserted }.map { (type.name, $0) }
        }
    }

    // MARK: Names

    /// What there is to say about a name: `environment`, `environment.code`, `environment.code.turns`, `Policy:save`, `Episode.solved`, or a
    /// method's name alone.
    ///
    /// - Throws: `LuaUnknownName`, with the nearest.
    package func text(about name: String) throws(LuaUnknownName) -> String {
        let parts = name.split { $0 == "." || $0 == ":" }.map(String.init)
        if let head = parts.first, let text = text(head, Array(parts.dropFirst())) { return text }
        let methods = classes.flatMap { type in type.members.filter { $0.name == name }.map { ($0, type) } }
        if !methods.isEmpty { return methods.map { LuaHelp.text(of: $0, owner: $1) }.joined(separator: "\n\n") }
        throw LuaUnknownName(name: name, nearest: NearestName.of(name, among: names))
    }

    private func text(_ head: String, _ rest: [String]) -> String? {
        func isMeant(_ name: String, _ instance: String) -> Bool { head == name || head == instance }
        if let type = classes.first(where: { isMeant($0.name, $0.instanceName) && !$0.isGlobal }) {
            guard let first = rest.first else { return LuaHelp.text(of: type) }
            guard let member = type.members.first(where: { $0.name == first }) else { return nil }
            guard rest.count > 1 else { return LuaHelp.text(of: member, owner: type) }
            return parameter(rest.dropFirst(), among: member.parameters).map { "\(head).\(first): \($0)" }
        }
        if !rest.isEmpty, let member = classes.filter(\.isGlobal).flatMap(\.members).first(where: { $0.name == head }) {
            return parameter(rest[...], among: member.parameters).map { "\(head): \($0)" }
        }
        if let record = records.first(where: { isMeant($0.name, $0.instanceName) }) {
            guard let first = rest.first else { return LuaHelp.text(of: record) }
            guard let field = record.fields.first(where: { $0.name == first && rest.count == 1 }) else { return nil }
            return "\(record.instanceName).\(field.name), \(field.type): \(field.details)"
        }
        if let table = options.map(\.table).first(where: { $0.name == head }) {
            return rest.isEmpty ? LuaHelp.text(of: table) : parameter(rest[...], among: table.fields)
        }
        return nil
    }

    private func parameter(_ path: ArraySlice<String>, among parameters: [LuaParameterDescription]) -> String? {
        guard let parameter = parameters.first(where: { $0.name == path.first }) else { return nil }
        return path.count == 1
            ? "\(parameter.name)  \(parameter.details)" : self.parameter(path.dropFirst(), among: parameter.fields)
    }

    /// Every name that `text(about:)` knows, but for parameters.
    private var names: [String] {
        classes.flatMap { type in
            type.isGlobal ? [] : [type.name] + type.members.map { type.name + type.separator + $0.name }
        }
            + records.flatMap { record in [record.name] + record.fields.map { record.name + "." + $0.name } }
            + options.map(\.table.name) + classes.flatMap { $0.members.map(\.name) }
    }
}

/// A name that is not part of the Lua API.
package struct LuaUnknownName: Error, CustomStringConvertible {
    package let name: String
    package let nearest: String?

    package var description: String {
        "there is no '\(name)' in the Lua API" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    }
}
