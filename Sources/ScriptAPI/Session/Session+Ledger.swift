internal import Ledger
internal import RunStore
internal import Sandbox

extension Session {
    /// An executor that remembers in the run's ledger.
    ///
    /// - Throws: what keeps the record from being begun.
    func remembering(_ executor: SandboxExecutor, _ runtime: SandboxRuntime) throws -> LedgerExecutor {
        let writer = try run()
        return LedgerExecutor(
            executor,
            runtime: LedgerRuntime(
                language: runtime.language, version: runtime.version, limits: runtime.limits,
                isolation: runtime.isolation, executorVersion: runtime.executorVersion,
                cpuLimitSeconds: executor.limits.cpu.seconds, memoryLimitBytes: executor.limits.memory),
            ledger: record.ledger ?? RunLedger(folder: writer.folder), recorded: recordedVerdicts)
    }
}
