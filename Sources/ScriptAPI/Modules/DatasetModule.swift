internal import Environments
internal import JSON
internal import LuaHost

extension ScriptHost {
    /// `dataset`: problem sets and corpora.
    func datasetModule() -> LuaModule {
        LuaModule(
            "dataset", "Problem sets, and conversations to imitate.",
            [
                .function(
                    "minicontests",
                    "Small problems over lists of integers; test and valid hold kinds never trained on.",
                    options: MiniContestsOptions.self, returns: "its problem sets"
                ) { [unowned self] options in
                    try noteData(["name": "minicontests", "seed": .int(options.seed)])
                    func set(_ split: MiniContests.Split, _ count: Int) -> ProblemSetObject {
                        ProblemSetObject(MiniContests.problems(split, count: count, seed: UInt64(options.seed)))
                    }
                    return [
                        "train": set(.train, options.train), "valid": set(.valid, options.valid),
                        "test": set(.test, options.test),
                    ] as LuaTable
                },
                .function(
                    "conversations",
                    "A writer's conversations about MiniContests problems, for supervised fine-tuning.",
                    options: ConversationOptions.self, returns: "the corpus"
                ) { [unowned self] options in
                    let recipe = options.recipe.rawValue
                    try noteData(["name": .string("minicontests/\(recipe)"), "seed": .int(options.seed)])
                    return try CorpusObject(options, host: self)
                },
            ])
    }
}
