internal import Disk
internal import Environments
internal import JSON
internal import LuaHost
internal import Replay
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
                                split, count: count, seed: UInt64(options.seed), excluding: Set(options.exclude)),
                            host: self)
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
                    "problems",
                    "Problems that the script states: { name, statement, public_tests, private_tests, … } each.",
                    LuaParameter("problems", "the problems", as: ProblemList.self),
                    LuaParameter("name", "what the record calls the set", default: "problems"),
                    returns: "the problems"
                ) { [unowned self] list, name in
                    try noted("dataset.problems", ["name": .string(name)], of: []) {
                        let set = list.problems.set(name, template: FencedTemplate())
                        try noteData([
                            "name": .string(name), "problems": .int(set.count), "content": .string(set.content),
                        ])
                        return ProblemSetObject(set, host: self)
                    }
                },
                .function(
                    "jsonl",
                    "Problems of a file in our own layout: a JSON object a line with the fields of dataset.problems; a test is {\"input\": …, \"output\": …}.",
                    options: ProblemFileOptions.self, returns: "the problems"
                ) { [unowned self] options in
                    try noted("dataset.jsonl", options) { try problems(options.path) { try .ours($0) } }
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
                        let references = try references(isolation: options.executor.settings.isolation)
                        return try problems(options.path) { try .evalPlus($0, executor: references) }
                    }
                },
                .function(
                    "codecontests", "Programs to write, from a file of CodeContests rows in the Hugging Face layout.",
                    options: ProblemFileOptions.self, returns: "the problems"
                ) { [unowned self] options in
                    try noted("dataset.codecontests", options) { try problems(options.path) { try .codeContests($0) } }
                },
                .function(
                    "apps", "Programs to write, from a file in APPS's layout; the first test of a problem is public.",
                    options: ProblemFileOptions.self, returns: "the problems"
                ) { [unowned self] options in
                    try noted("dataset.apps", options) { try problems(options.path) { try .apps($0) } }
                },
                .function(
                    "livecodebench",
                    "Programs to write, from a file in LiveCodeBench's layout; those that call functions are left out.",
                    options: ProblemFileOptions.self, returns: "the problems"
                ) { [unowned self] options in
                    try noted("dataset.livecodebench", options) {
                        try problems(options.path) { try .liveCodeBench($0) }
                    }
                },
            ])
    }

    /// Reads a file of problems, notes its content in the record, and says which rows are left out.
    private func problems(_ path: String, read: (String) throws -> FileProblems) throws -> ProblemSetObject {
        _ = try run()
        let problems: FileProblems
        do { problems = try read(path) } catch let error as ProblemFileError where error.isMissing {
            let folder = ScriptFile.workingDirectory ?? "the current directory"
            throw LuaMismatch("\(error); 'path' is looked up from \(folder)")
        }
        let leftOut = problems.leftOut
        var fact: JSONObject = [
            "name": .string(problems.name), "path": .string(path), "sha256": .string(problems.fileContent),
            "problems": .int(problems.count), "content": .string(problems.content), "left_out": .int(leftOut.count),
        ]
        if !leftOut.isEmpty {
            fact["why"] = .array(leftOut.prefix(Self.mostNoted).map { .string($0.description) })
        }
        try note(fact, in: "datasets")
        for problem in leftOut.prefix(Self.mostSaid) { try print("left out of \(problems.name): \(problem)") }
        if leftOut.count > Self.mostSaid {
            try print(
                "left out of \(problems.name): \(leftOut.count - Self.mostSaid) more, see its left_out")
        }
        return ProblemSetObject(problems, host: self)
    }

    /// Rows that are left out of which the console, and of which the record says why; beyond these it has their number.
    private static let mostSaid = 10, mostNoted = 1000
}
