internal import Environments
internal import JSON
internal import LuaHost
internal import Models
internal import Rollouts
internal import RunStore
internal import Torch
internal import Training

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
                ) { options in
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
                ) { [unowned self] options in try CorpusObject(options, host: self) },
            ])
    }
}

/// Which problems are generated.
struct MiniContestsOptions: LuaOptions {
    @LuaParameter("seed", "of the problems; not the run's", .in(0...)) var seed = 0
    @LuaParameter("train", "problems to train on", .in(1...)) var train = 20_000
    @LuaParameter("valid", "held-out problems to choose by", .in(1...)) var valid = 300
    @LuaParameter("test", "held-out problems to report", .in(1...)) var test = 500
}

/// Problems as scripts hold them.
final class ProblemSetObject: LuaObject {
    let problems: any ProblemSet

    init(_ problems: any ProblemSet) { self.problems = problems }

    static let luaName = "ProblemSet"
    static var luaClass: LuaClass<ProblemSetObject> {
        LuaClass(
            luaName, "Problems with public and private tests, by index.",
            [
                .property("name", "what the record calls it") { $0.problems.name },
                .property("count", "how many problems") { $0.problems.count },
                .method(
                    "take", "The first problems alone.", LuaParameter("count", "how many", .in(1...), as: Int.self),
                    returns: "a problem set"
                ) { set, count in
                    ProblemSetObject(FirstProblems(all: set.problems, count: min(count, set.problems.count)))
                },
                .method(
                    "at", "One problem.", LuaParameter("index", "from 1", .in(1...), as: Int.self),
                    returns: "name, statement, public_tests, private_tests"
                ) { set, index in
                    guard index <= set.problems.count else {
                        throw LuaMismatch("'index' must be from 1 to \(set.problems.count), not \(index)")
                    }
                    let problem = try set.problems.problem(at: index - 1)
                    func tests(_ tests: [TestCase]) -> [LuaTable] {
                        tests.map { ["input": $0.input, "expected": $0.expected] }
                    }
                    return [
                        "name": problem.name, "statement": problem.statement,
                        "public_tests": tests(problem.publicTests), "private_tests": tests(problem.privateTests),
                    ] as LuaTable
                },
            ])
    }
}

/// A problem set's beginning; how to talk about the problems stays the same.
struct FirstProblems: StyledProblemSet {
    let all: any ProblemSet
    let count: Int
    var name: String { "\(all.name), the first \(count)" }
    var style: any ConversationStyle { (all as? any StyledProblemSet)?.style ?? FencedStyle() }
    func problem(at index: Int) throws -> Problem { try all.problem(at: index) }
}

/// Which conversations are written.
struct ConversationOptions: LuaOptions {
    enum Recipe: String, LuaChoice { case skill, habit, validation }
    @LuaParameter("recipe", "skill: every repair is shown; habit: few are; validation: held-out kinds", position: 1)
    var recipe: Recipe
    @LuaParameter("seed", "of the conversations; not the run's", .in(0...)) var seed = 0
    @LuaParameter("count", "how many; the recipe's own number when left out", .optional(.in(1...))) var count: Int?
}

/// Conversations as scripts hold them.
final class CorpusObject: LuaObject {
    let corpus: MiniContests.Corpus
    private let weights: MiniContests.Corpus.Weights
    private unowned let host: ScriptHost

    init(_ options: ConversationOptions, host: ScriptHost) throws {
        var recipe: MiniContests.Corpus.Recipe =
            switch options.recipe {
            case .skill: .skill
            case .habit: .habit
            case .validation: .validation
            }
        if let count = options.count { recipe.conversations = count }
        corpus = MiniContests.conversations(recipe, seed: UInt64(options.seed))
        (weights, self.host) = (recipe.weights, host)
    }

    /// The conversations as weighted tokens of a policy, encoded by its shards.
    func sequences(for policy: PolicyObject) throws -> [WeightedSequence] {
        let codec = policy.model.codec, markers = try ChatMarkers(codec), shards = policy.model.shards
        return try shards.map { shard in
            try shards.range(shard, of: corpus.count).map { index in
                if index % 1024 == 0 { try Interrupt.check() }
                let (ids, counts) = corpus.conversation(at: index).tokens(
                    codec: codec, markers: markers, weights: weights)
                return WeightedSequence(tokens: ids, weights: counts)
            }
        }.flatMap { $0 }
    }

    static let luaName = "Corpus"
    static var luaClass: LuaClass<CorpusObject> {
        LuaClass(
            luaName, "Conversations to imitate.",
            [
                .property("count", "how many conversations") { $0.corpus.count },
                .method(
                    "export", "Records the texts as an artifact, one JSON string a line, to train a tokenizer on.",
                    LuaParameter("name", "the artifact's name", as: String.self), returns: "where it is"
                ) { corpus, name in
                    var bytes: [UInt8] = []
                    for index in 0..<corpus.corpus.count {
                        for exchange in corpus.corpus.conversation(at: index).exchanges {
                            for text in [exchange.user, exchange.program] {
                                bytes += JSONValue.string(text).encoded() + [UInt8(ascii: "\n")]
                            }
                        }
                    }
                    return try corpus.host.run().artifact(name, bytes)
                },
            ])
    }
}
