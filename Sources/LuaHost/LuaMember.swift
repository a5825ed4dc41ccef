/// One thing that scripts find in an object or a module: implementation and documentation in one value.
package struct LuaMember<Owner> {
    enum Body {
        case property((Owner) throws -> LuaData)
        case function((Owner, [LuaData]) throws -> [LuaData])
        /// What `object[i]` is, for whole numbers.
        case element((Owner, Int) throws -> LuaData)
    }
    package let description: LuaMemberDescription
    let body: Body

    private init(_ description: LuaMemberDescription, _ body: Body) {
        (self.description, self.body) = (description, body)
    }

    /// A field that can be read.
    package static func property<Value: LuaEncodable>(
        _ name: String, _ summary: String, spelled luaType: String? = nil, _ read: @escaping (Owner) throws -> Value
    ) -> LuaMember {
        let result = LuaMemberDescription.Result(type: luaType ?? Value.luaType, summary: summary)
        return LuaMember(
            LuaMemberDescription(kind: .property, name: name, summary: summary, parameters: [], result: result),
            .property { try read($0).luaData })
    }

    /// What `#object` is.
    package static func length(_ summary: String, _ count: @escaping (Owner) throws -> Int) -> LuaMember {
        LuaMember(
            LuaMemberDescription(
                kind: .length, name: "#", summary: summary, parameters: [],
                result: .init(type: "integer", summary: summary)),
            .property { .integer(try count($0)) })
    }

    /// What `object[i]` is; nothing where a list would have ended, so that `ipairs` goes through all.
    ///
    /// - Parameter shape: the kind of table that it is.
    package static func element<Value: LuaEncodable>(
        _ summary: String, record shape: LuaRecordShape, _ read: @escaping (Owner, Int) throws -> Value?
    ) -> LuaMember {
        LuaMember(
            LuaMemberDescription(
                kind: .element, name: "[i]", summary: summary, parameters: [],
                result: .init(type: shape.luaType, summary: summary, record: shape.record)),
            .element { owner, index in try read(owner, index).map { shape.typed($0.luaData) } ?? .none })
    }

    /// A method with parameters by place; they may also be given by name in one table.
    ///
    /// - Parameter shape: the kind of table that it returns.
    package static func method<each Parameter: LuaDecodable, Result: LuaEncodable>(
        _ name: String, _ summary: String, _ parameters: repeat LuaParameter<each Parameter>, returns: String,
        record shape: LuaRecordShape? = nil, spelled luaType: String? = nil,
        _ body: @escaping (Owner, repeat each Parameter) throws -> Result
    ) -> LuaMember {
        let descriptions = describe(repeat each parameters)
        return LuaMember(
            LuaMemberDescription(
                kind: .method, name: name, summary: summary, parameters: descriptions,
                result: .init(
                    type: shape?.luaType ?? luaType ?? Result.luaType, summary: returns, record: shape?.record)),
            .function { owner, arguments in
                let values = try LuaArguments.bind(arguments, to: descriptions)
                var index = 0
                let decoded = (repeat try next(each parameters, values, &index))
                let data = try body(owner, repeat each decoded).luaData
                return [shape?.typed(data) ?? data]
            })
    }

    /// A method that returns nothing.
    package static func method<each Parameter: LuaDecodable>(
        _ name: String, _ summary: String, _ parameters: repeat LuaParameter<each Parameter>,
        body: @escaping (Owner, repeat each Parameter) throws -> Void
    ) -> LuaMember {
        let descriptions = describe(repeat each parameters)
        return LuaMember(
            LuaMemberDescription(
                kind: .method, name: name, summary: summary, parameters: descriptions, result: nil),
            .function { owner, arguments in
                let values = try LuaArguments.bind(arguments, to: descriptions)
                var index = 0
                let decoded = (repeat try next(each parameters, values, &index))
                try body(owner, repeat each decoded)
                return []
            })
    }

    /// A method with one table of named options.
    package static func method<Options: LuaOptions, Result: LuaEncodable>(
        _ name: String, _ summary: String, options: Options.Type, returns: String, record shape: LuaRecordShape? = nil,
        spelled luaType: String? = nil, _ body: @escaping (Owner, Options) throws -> Result
    ) -> LuaMember {
        LuaMember(
            LuaMemberDescription(
                kind: .method, name: name, summary: summary, parameters: Options.luaFields,
                optionsType: Options.luaType,
                result: .init(
                    type: shape?.luaType ?? luaType ?? Result.luaType, summary: returns, record: shape?.record)),
            .function { owner, arguments in
                let data = try body(owner, Options.decode(arguments: arguments)).luaData
                return [shape?.typed(data) ?? data]
            })
    }

    /// A method with one table of named options that returns nothing.
    package static func method<Options: LuaOptions>(
        _ name: String, _ summary: String, options: Options.Type, _ body: @escaping (Owner, Options) throws -> Void
    ) -> LuaMember {
        LuaMember(
            LuaMemberDescription(
                kind: .method, name: name, summary: summary, parameters: Options.luaFields,
                optionsType: Options.luaType,
                result: nil),
            .function { owner, arguments in
                try body(owner, Options.decode(arguments: arguments))
                return []
            })
    }

    private static func describe<each Parameter>(
        _ parameters: repeat LuaParameter<each Parameter>
    ) -> [LuaParameterDescription] {
        var descriptions: [LuaParameterDescription] = []
        for parameter in repeat each parameters { descriptions.append(parameter.at(position: descriptions.count + 1)) }
        return descriptions
    }

    private static func next<Value>(
        _ parameter: LuaParameter<Value>, _ values: [LuaData], _ index: inout Int
    ) throws(LuaMismatch) -> Value {
        defer { index += 1 }
        do { return try parameter.decode(values[index]) } catch {
            throw LuaArguments.named(parameter.description.name, error)
        }
    }
}
