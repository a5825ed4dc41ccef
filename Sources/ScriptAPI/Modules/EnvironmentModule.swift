internal import LuaHost

extension Session {
    /// `environment`: conversations about problems.
    func environmentModule() -> LuaModule {
        LuaModule(
            "environment", "Conversations in which programs run and feedback says what failed.",
            [
                .function(
                    "code", "Several turns on one problem; it ends when the public tests pass.",
                    options: CodeOptions.self, returns: "the environment"
                ) { [unowned self] options in
                    try noted("environment.code", options) { try EnvironmentObject(options, host: self) }
                },
                .function(
                    "evaluate", "Solve rates of a policy on problems, with 95% intervals; its episodes are recorded.",
                    options: EvaluateOptions.self,
                    returns: "n, then each number, then its interval under \"… 95%\", and the evaluation itself",
                    record: .one(.rates)
                ) { [unowned self] options in
                    evaluations += 1
                    let name = evaluationNames.take(options.name ?? "evaluation \(evaluations)")
                    return try JournaledEvaluation(options, name: name, session: self).run()
                },
            ])
    }
}
