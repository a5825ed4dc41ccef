/// What, beside a program and its tests, decides a verdict: with another one of these, a program may end otherwise.
public struct SandboxRuntime: Sendable, Hashable {
    /// The language, e.g. `Python`.
    public var language: String
    /// The exact version of its interpreter or compiler, e.g. `3.11.2`.
    public var version: String
    /// All limits, as a text that differs when one does.
    public var limits: String
    /// `bubblewrap` or `none`.
    public var isolation: String
    /// The executor's own version: raised when it would judge a program otherwise than before.
    public var executorVersion: Int
}

extension SandboxExecutor {
    /// See `SandboxRuntime.executorVersion`.
    private static let version = 1

    /// What decides this executor's verdicts. Asks the interpreter or compiler for its version.
    ///
    /// - Throws: `SandboxError` when it does not say it.
    public func runtime() throws -> SandboxRuntime {
        let language = configuration.language
        return SandboxRuntime(
            language: language.name, version: try language.version.find(language),
            limits: "\(limits)" + (language.budget.isEmpty ? "" : ", \(language.budget)"),
            isolation: configuration.isolation == .none ? "none" : "bubblewrap", executorVersion: Self.version)
    }
}
