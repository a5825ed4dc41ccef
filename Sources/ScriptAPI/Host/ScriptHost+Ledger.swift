internal import RunStore
internal import Sandbox

extension ScriptHost {
    /// An executor that remembers in the run's ledger.
    ///
    /// - Throws: what keeps the record from being begun; `SandboxError` when the interpreter does not say which version it is.
    func remembering(_ executor: SandboxExecutor) throws -> LedgerExecutor {
        let writer = try run(), runtime = try executor.runtime()
        return LedgerExecutor(
            executor,
            runtime: LedgerRuntime(
                language: runtime.language, version: runtime.version, limits: runtime.limits,
                isolation: runtime.isolation, executorVersion: runtime.executorVersion,
                cpuLimitSeconds: executor.limits.cpu.seconds, memoryLimitBytes: executor.limits.memory),
            ledger: record.ledger ?? RunLedger(folder: writer.folder), recorded: recordedVerdicts)
    }
}
