internal import Disk
internal import Environments
internal import JSON
internal import LuaHost
internal import RunStore

extension Session {
    /// `dataset`: problem sets and corpora.
    func datasetModule() -> LuaModule {
        LuaModule(
            "dataset", "Problem sets, and conversations to imitate.",
            [
                .function(
                    "minicontests",
                    "Small problems over lists of integers; test and valid hold kinds never trained on.",
                    options: MiniContestsOptions.self, returns: "its problem sets", record: .one(.miniContests)
                ) { [unowned self] options in
                    func set(_ split: MiniContests.Split, _ count: Int) -> ProblemSetObject {
                        ProblemSetObject(
                            MiniContests.problems(
                                split, count: count, seed: UInt64(options.seed), excluding: Set(options.exclude)))
                    }
                    return try noted("dataset.minicontests", options) {
                        var data: JSONObject = ["name": "minicontests", "seed": .int(options.seed)]
                        if !options.exclude.isEmpty {
                            data.merge(["exclude": .array(options.exclude.map { .string($0) })])
                        }
                        try noteData(data)
                        return [
                            "train": set(.train, options.train), "valid": set(.valid, options.valid),
                            "test": set(.test, options.test),
                        ] as LuaTable
                    }
                },
                .function(
                    "conversations",
                    "A writer's conversations about MiniContests problems, for supervised fine-tuning.",
                    options: ConversationOptions.self, returns: "the corpus"
                ) { [unowned self] options in
                    let recipe = options.recipe.rawValue
                    return try noted("dataset.conversations", options) {
                        try noteData(["name": .string("minicontests/\(recipe)"), "seed": .int(options.seed)])
                        return try CorpusObject(options, host: self)
                    }
                },
                .function(
                    "humaneval", "Functions to complete, from a file in HumanEval's layout; its asserts are public.",
                    options: ProblemFileOptions.self, returns: "the problems"
                ) { [unowned self] options in
                    try noted("dataset.humaneval", options) { try problems(options.path) { try .humanEval($0) } }
                },
                .function(
                    "mbpp", "Functions to write, from a file in MBPP's layout; its asserts are public.",
                    options: ProblemFileOptions.self, returns: "the problems"
                ) { [unowned self] options in
                    try noted("dataset.mbpp", options) { try problems(options.path) { try .mbpp($0) } }
                },
                .function(
                    "evalplus",
                    "HumanEval+ or MBPP+: base inputs are public and give feedback, plus inputs are private and decide.",
                    options: EvalPlusOptions.self, returns: "the problems"
                ) { [unowned self] options in
                    try noted("dataset.evalplus", options) {
                        try problems(options.path) { try .evalPlus($0, executor: options.executor.executor) }
                    }
                },
                .function(
                    "codecontests", "Programs to write, from a file of CodeContests rows in the Hugging Face layout.",
                    options: ProblemFileOptions.self, returns: "the problems"
                ) { [unowned self] options in
                    try noted("dataset.codecontests", options) { try problems(options.path) { try .codeContests($0) } }
                },
            ])
    }

    /// Reads a file of problems, notes its content in the record, and says which problems are left out.
    private func problems(_ path: String, read: (String) throws -> FileProblems) throws -> ProblemSetObject {
        _ = try run()
        let content: String
        do { content = try ContentHash.ofFile(path) } catch let error as ContentError {
            let folder = ScriptFile.workingDirectory ?? "the current directory"
            throw LuaMismatch("\(error); 'path' is looked up from \(folder)")
        }
        let problems = try read(path)
        try note(
            [
                "name": .string(problems.name), "path": .string(path), "sha256": .string(content),
                "problems": .int(problems.count),
            ], in: "datasets")
        for sentence in problems.leftOut { try print("left out of \(problems.name): \(sentence)") }
        return ProblemSetObject(problems)
    }
}
