internal import Environments
internal import LuaHost

/// A setting's type as scripts write it.
protocol ScriptSetting: SettingValue {
    associatedtype Written: LuaDecodable
    init(written: Written)
    /// What a script would write for the value.
    var written: Written { get }
    /// The script's function, where one was written.
    static func function(in written: Written) -> LuaCallback?
}

extension ScriptSetting {
    static func function(in written: Written) -> LuaCallback? { nil }
}

extension ScriptSetting where Written == Self {
    init(written: Self) { self = written }
    var written: Self { self }
}

extension Int: ScriptSetting {}
extension Double: ScriptSetting {}
extension [String]: ScriptSetting {}
extension FeedbackKind: LuaChoice, ScriptSetting {}
extension PromptTemplateName: LuaChoice, ScriptSetting {}

extension Optional: ScriptSetting where Wrapped: ScriptSetting {
    typealias Written = Wrapped.Written?
    init(written: Written) { self = written.map { Wrapped(written: $0) } }
    var written: Written { map(\.written) }
    static func function(in written: Written) -> LuaCallback? { written.flatMap { Wrapped.function(in: $0) } }
}

extension ValueOrFunction: ScriptSetting where Value: ScriptSetting {
    typealias Written = LuaEither<Value.Written, LuaCallback>
    init(written: Written) {
        switch written {
        case .first(let value): self = .value(Value(written: value))
        case .second: self = .function
        }
    }
    var written: Written {
        guard let value else { preconditionFailure("no default is a function") }
        return .first(value.written)
    }
    static func function(in written: Written) -> LuaCallback? { written.second }
}

extension ScriptFunction: ScriptSetting {
    init(written: LuaCallback) { self.init() }
    var written: LuaCallback { preconditionFailure("no default is a function") }
    static func function(in written: LuaCallback) -> LuaCallback? { written }
}
