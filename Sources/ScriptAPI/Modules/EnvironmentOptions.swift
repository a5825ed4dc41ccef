internal import Environments
internal import LuaHost

/// The settings of `EnvironmentConfig` as options of a table, next to those that the table's structure declares itself.
struct EnvironmentOptions: LuaParameterGroup {
    private let options: [any AnySettingOption]
    /// Filled from the options once they are decoded.
    private let blank = EnvironmentConfig()

    /// The settings that conversations of this use have.
    init(for use: EnvironmentConfig.Use) {
        options = blank.settings.filter { $0.use == nil || $0.use == use }.map { Self.option($0) }
    }

    var parameters: [any AnyLuaParameter] { options.map(\.parameter) }

    /// The configuration that a script wrote.
    var config: EnvironmentConfig {
        for option in options { option.fill() }
        return blank
    }

    /// The script's functions among the options, by the options' names.
    var functions: [String: LuaCallback] {
        Dictionary(uniqueKeysWithValues: options.compactMap { option in option.function.map { (option.name, $0) } })
    }

    private static func option<S: AnySetting>(_ setting: S) -> any AnySettingOption {
        guard let type = S.Value.self as? any ScriptSetting.Type else {
            preconditionFailure("scripts cannot write the setting \(setting.name), a \(S.Value.self)")
        }
        func make<Value: ScriptSetting>(_ type: Value.Type) -> any AnySettingOption {
            SettingOption(setting as! any AnySetting<Value>)
        }
        return make(type)
    }
}

private protocol AnySettingOption {
    var name: String { get }
    var parameter: any AnyLuaParameter { get }
    var function: LuaCallback? { get }
    func fill()
}

/// A setting with the parameter that scripts write it as.
private struct SettingOption<Value: ScriptSetting>: AnySettingOption {
    let setting: any AnySetting<Value>
    let decoded: LuaParameter<Value.Written>

    init(_ setting: any AnySetting<Value>) {
        self.setting = setting
        let allowed = setting.allowed
        decoded = LuaParameter(
            wrappedValue: setting.wrappedValue.written, setting.name, setting.summary,
            LuaConstraint(suffix: allowed.words) { allowed.contains(Value(written: $0)) },
            spelled: ScriptFunctions.spelled(setting.name, in: Value.Written.luaType))
    }

    var name: String { setting.name }
    var parameter: any AnyLuaParameter { decoded }
    var function: LuaCallback? { Value.function(in: decoded.wrappedValue) }
    func fill() { setting.fill(Value(written: decoded.wrappedValue)) }
}

/// What an environment is made of.
struct CodeOptions: LuaOptions {
    @LuaParameter("problems", "where problems come from") var problems: ProblemSetObject
    @LuaParameter("executor", "what runs the programs") var executor: ExecutorObject
    let environment = EnvironmentOptions(for: .training)
}

/// Which episodes are played.
struct PlayOptions: LuaOptions {
    @LuaParameter("policy", "who writes the programs") var policy: PolicyObject
    @LuaParameter("count", "how many episodes, each on the training order's next problem", .in(1...1_000_000))
    var count: Int
    @LuaParameter("temperature", "of sampling; 0 takes the most probable token", .in(0...100)) var temperature = 1.0
    @LuaParameter(
        "seed", "of problems and sampling; the run's when left out, and others in each call", .optional(.in(0...)))
    var seed: Int?
    @LuaParameter("name", "what the record calls them; a name that is taken gets a number") var name: String?
}
