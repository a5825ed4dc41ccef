internal import LuaHost

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
                    _ = try run()
                    if options.isolation == .none {
                        determinism.disturb("programs ran without isolation (isolation = \"none\")")
                    }
                    return try ExecutorObject(options)
                }
            ])
    }
}
