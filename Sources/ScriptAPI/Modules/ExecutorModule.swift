internal import LuaHost
internal import Sandbox

extension ScriptHost {
    /// `executor`: sandboxes for programs.
    func executorModule() -> LuaModule {
        LuaModule(
            "executor", "Sandboxes that run hostile programs.",
            [
                .function(
                    "python", "Runs Python 3 programs over standard input and output, isolated by bubblewrap.",
                    options: PythonOptions.self, returns: "the executor"
                ) { [unowned self] options in
                    try executor(.python(), options.limits, workers: options.workers, options.isolation)
                },
                .function(
                    "lua", "Runs Lua 5.4 programs over standard input and output: io.read, io.lines, io.write, print.",
                    options: LuaProgramOptions.self, returns: "the executor"
                ) { [unowned self] options in
                    try executor(
                        .lua(instructions: options.instructions), options.limits, workers: options.workers,
                        options.isolation)
                },
                .function(
                    "cpp", "Runs C++17 programs; g++ compiles each text once, behind the isolation that programs have.",
                    options: PythonOptions.self, returns: "the executor"
                ) { [unowned self] options in
                    try executor(.cpp(), options.limits, workers: options.workers, options.isolation)
                },
            ])
    }

    private func executor(
        _ language: Language, _ limits: Limits, workers: Int?, _ isolation: IsolationChoice
    ) throws -> ExecutorObject {
        _ = try run()
        if isolation == .none { determinism.disturb("programs ran without isolation (isolation = \"none\")") }
        return try ExecutorObject(language, limits, workers: workers, isolation: isolation.isolation)
    }
}
