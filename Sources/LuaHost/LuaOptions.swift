/// A table of named arguments: a structure whose properties are `@LuaParameter`s.
///
/// Unknown keys and bad values are errors that name the nearest key and what is allowed. An option with a `position` may
/// also stand without its name.
package protocol LuaOptions: LuaDecodable {
    init()
    /// What no single option can tell: a combination that makes no sense.
    func validate() throws(LuaMismatch)
}

extension LuaOptions {
    package static var luaType: String { "\(Self.self)" }
    package static var luaExpectation: String {
        "a table { \(luaFields.map { "\($0.name) = …" }.joined(separator: ", ")) }"
    }
    package static var luaTakesTable: Bool { true }
    package static var luaFields: [LuaParameterDescription] { Self().parameters.map(\.description) }
    package static var luaTables: [LuaOptionsDescription] {
        let fields = luaFields
        return [LuaOptionsDescription(name: luaType, fields: fields)] + fields.flatMap(\.tables)
    }
    package func validate() throws(LuaMismatch) {}

    package static func decode(_ data: LuaData) throws(LuaMismatch) -> Self {
        guard case .table = data else { throw LuaMismatch(expected: luaExpectation, found: data) }
        return try decode(arguments: [data])
    }

    static func decode(arguments: [LuaData]) throws(LuaMismatch) -> Self {
        let options = Self()
        let parameters = options.parameters
        let values = try LuaArguments.bind(arguments, to: parameters.map(\.description))
        for (parameter, value) in zip(parameters, values) {
            do { try parameter.assign(value) } catch { throw LuaArguments.named(parameter.description.name, error) }
        }
        try options.validate()
        return options
    }

    var allParameters: [any AnyLuaParameter] { parameters }

    private var parameters: [any AnyLuaParameter] {
        Mirror(reflecting: self).children.flatMap { child in
            (child.value as? any LuaParameterGroup)?.parameters
                ?? (child.value as? any AnyLuaParameter).map { [$0] } ?? []
        }
    }
}

/// Options that stand in a table as if each were a property of its structure, made from a list that is kept elsewhere.
package protocol LuaParameterGroup {
    var parameters: [any AnyLuaParameter] { get }
}
