internal import Replay
internal import JSON
internal import Ledger
internal import LuaHost
internal import Provenance
internal import Rollouts
internal import RunStore
internal import Sandbox

extension Session {
    /// `executor`: sandboxes for programs.
    func executorModule() -> LuaModule {
        LuaModule(
            "executor", "Sandboxes that run hostile programs.",
            [
                .function(
                    "python", "Runs Python 3 programs over standard input and output, isolated by bubblewrap.",
                    options: PythonOptions.self, returns: "the executor"
                ) { [unowned self] options in
                    try noted("executor.python", options) {
                        try executor(.python(), options.limits, workers: options.workers, options.isolation)
                    }
                },
                .function(
                    "lua", "Runs Lua 5.4 programs over standard input and output: io.read, io.lines, io.write, print.",
                    options: LuaProgramOptions.self, returns: "the executor"
                ) { [unowned self] options in
                    try noted("executor.lua", options) {
                        try executor(
                            .lua(instructions: options.instructions), options.limits, workers: options.workers,
                            options.isolation, instructions: options.instructions)
                    }
                },
                .function(
                    "cpp",
                    "Runs C++ programs; g++ compiles each text once, behind the isolation that programs have. Its precompiled header of about 100 MB is kept in /var/tmp.",
                    options: CPlusPlusOptions.self, returns: "the executor"
                ) { [unowned self] options in
                    try noted("executor.cpp", options) {
                        try executor(
                            .cpp(standard: options.standard), options.limits, workers: options.workers,
                            options.isolation, standard: options.standard)
                    }
                },
            ])
    }

    private func executor(
        _ language: Language, _ limits: Limits, workers: Int?, _ isolation: ExecutorSettings.IsolationName,
        instructions: Int? = nil, standard: CPlusPlusStandard? = nil
    ) throws -> ExecutorObject {
        let writer = try run()
        // A record, which may come from elsewhere, has no say in how programs are isolated.
        let isolation = request.isReplay ? .bubblewrap : isolation
        if isolation == .none { determinism.disturb("programs ran without isolation (isolation = \"none\")") }
        let sandbox = try SandboxExecutor(
            language, limits: limits, workers: workers ?? CoreBudget.cores, isolation: isolation.isolation,
            interrupt: interrupt)
        let runtime = try sandbox.runtime()
        let facts: JSONObject = [
            "language": .string(runtime.language), "version": .string(runtime.version),
            "limits": .string(runtime.limits), "isolation": .string(runtime.isolation),
            "executor_version": .int(runtime.executorVersion),
        ]
        try writer.note(facts, in: "executors")
        let settings = ExecutorSettings(
            language: runtime.language, limits: limits, isolation: isolation, instructions: instructions,
            standard: standard)
        return ExecutorObject(
            try remembering(sandbox, runtime), settings: settings, host: self)
    }
}

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
