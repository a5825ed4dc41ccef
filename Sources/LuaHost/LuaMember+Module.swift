extension LuaMember where Owner == LuaModule.Scope {
    /// A function of a module, with parameters by place or by name.
    package static func function<each Parameter: LuaDecodable, Result: LuaEncodable>(
        _ name: String, _ summary: String, _ parameters: repeat LuaParameter<each Parameter>, returns: String,
        record shape: LuaRecordShape? = nil, spelled luaType: String? = nil,
        _ body: @escaping (repeat each Parameter) throws -> Result
    ) -> LuaMember {
        .method(name, summary, repeat each parameters, returns: returns, record: shape, spelled: luaType) {
            (_: Owner, values: repeat each Parameter) in try body(repeat each values)
        }
    }

    /// A function of a module that returns nothing.
    package static func function<each Parameter: LuaDecodable>(
        _ name: String, _ summary: String, _ parameters: repeat LuaParameter<each Parameter>,
        body: @escaping (repeat each Parameter) throws -> Void
    ) -> LuaMember {
        .method(name, summary, repeat each parameters) { (_: Owner, values: repeat each Parameter) in
            try body(repeat each values)
        }
    }

    /// A function of a module with one table of named options.
    package static func function<Options: LuaOptions, Result: LuaEncodable>(
        _ name: String, _ summary: String, options: Options.Type, returns: String, record shape: LuaRecordShape? = nil,
        spelled luaType: String? = nil, _ body: @escaping (Options) throws -> Result
    ) -> LuaMember {
        .method(name, summary, options: options, returns: returns, record: shape, spelled: luaType) { _, options in
            try body(options)
        }
    }

    /// A function of a module with one table of named options that returns nothing.
    package static func function<Options: LuaOptions>(
        _ name: String, _ summary: String, options: Options.Type, _ body: @escaping (Options) throws -> Void
    ) -> LuaMember {
        .method(name, summary, options: options) { _, options in try body(options) }
    }

    /// A field of a module.
    package static func value<Value: LuaEncodable>(
        _ name: String, _ summary: String, spelled luaType: String? = nil, _ read: @escaping () throws -> Value
    ) -> LuaMember {
        .property(name, summary, spelled: luaType) { _ in try read() }
    }
}
