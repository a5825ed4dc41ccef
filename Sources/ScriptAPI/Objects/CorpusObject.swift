internal import JSON
internal import Environments
internal import LuaHost
internal import Models
internal import Rollouts
internal import RunStore
internal import Torch
internal import Training

/// Conversations as scripts hold them.
final class CorpusObject: LuaObject, Noted {
    let corpus: MiniContests.Corpus
    private let weights: MiniContests.Corpus.Weights
    private unowned let host: Session

    init(_ options: ConversationOptions, host: Session) throws {
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
        let template = try policy.model.template, shards = try policy.model.shards
        let interrupt = host.interrupt
        return try shards.map { shard in
            try shards.range(shard, of: corpus.count).map { index in
                if index % 1024 == 0 { try interrupt.check() }
                let (tokens, counts) = try template.sequence(corpus.conversation(at: index).messages(weights))
                return WeightedSequence(tokens: tokens, weights: counts)
            }
        }.flatMap { $0 }
    }

    var noted: JSONValue { ["conversations": .int(corpus.count)] }

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
