package import Rollouts
package import Torch

/// A transformer with its tokenizer and, for a critic that shares its trunk, a value head: a policy to sample from.
package final class LanguageModel: Policy {
    package let name: String
    package let transformer: Transformer
    package let codec: any TokenCodec
    /// `[1, width]` and `[1]`: the critic's linear map from a hidden state to a value; zeros without a value head.
    package let valueWeight: Tensor
    package let valueBias: Tensor
    /// Whether there is a value head: one that was loaded, or that a trainer began.
    package private(set) var hasValueHead: Bool
    /// How passes are cut; a part of the run, not of the machine.
    package let shards: Shards
    /// The folder whose tokenizer files go with this model's checkpoints.
    package let folder: String

    /// How often its parameters have changed.
    package private(set) var version = 0

    /// Found when the model was opened, so that a later change of the folder does not change it; missed only by who needs it.
    private let chat: Result<any ChatTemplate, any Error>

    /// Memory that one session after another uses.
    private let cache: KeyValueCache
    private weak var current: CachedSession?
    private var snapshot: DecoderWeights?

    /// Opens a Hugging Face folder.
    ///
    /// - Parameters:
    ///   - inBFloat16: whether matrices are kept as bfloat16 numbers, in half the memory; they are not trained then.
    ///   - template: of `ChatTemplates.names`; nil for what the folder tells.
    /// - Throws: `CheckpointError` that names the file and the remedy.
    package convenience init(
        folder path: String, name: String, shards: Shards, adapters: AdapterStart? = nil, inBFloat16: Bool = false,
        template: String? = nil
    ) throws {
        let folder = try HuggingFaceFolder(path)
        var transformer = try Transformer(config: folder.config, inBFloat16: inBFloat16) {
            try folder.weights.floats($0)
        }
        var valueHead = folder.valueHead
        switch adapters {
        case nil: break
        case .new(let config, let seed): transformer = try transformer.adapted(config, seed: seed)
        case .stored(let path):
            let stored = try AdapterFolder(path, for: folder.config)
            transformer = try transformer.adapted(stored.config) { try stored.floats($0.name) }
            valueHead = try ValueHead.inFolder(path, hiddenSize: folder.config.hiddenSize) ?? valueHead
        }
        try self.init(
            name: name, transformer: transformer, codec: folder.tokenizer, valueHead: valueHead,
            folder: path, shards: shards,
            chat: try template.map { asked in
                .success(
                    try ChatTemplates.find(
                        folder: path, codec: folder.tokenizer, asked: asked, ends: folder.config.end))
            })
    }

    /// Where a model's low-rank adapters come from.
    package enum AdapterStart {
        /// New ones, whose random numbers follow from the seed.
        case new(AdapterConfig, seed: UInt64)
        /// Those of a folder in PEFT's layout.
        case stored(String)
    }

    /// A model from its parts; without a value head it values every context at zero.
    ///
    /// - Parameter chat: how messages become tokens, or why they do not; nil for what the files in `folder` and the vocabulary tell.
    package init(
        name: String, transformer: Transformer, codec: any TokenCodec, valueHead: ValueHead?, folder: String,
        shards: Shards, chat: Result<any ChatTemplate, any Error>? = nil
    ) throws {
        let width = transformer.config.hiddenSize
        let head = valueHead ?? ValueHead(weight: [Float](repeating: 0, count: width), bias: 0)
        (self.name, self.transformer, self.codec) = (name, transformer, codec)
        (self.folder, self.shards, hasValueHead) = (folder, shards, valueHead != nil)
        valueWeight = try Tensor(head.weight, shape: [1, width])
        valueBias = try Tensor([head.bias])
        cache = KeyValueCache(attention: transformer.attention, layers: transformer.config.layers)
        self.chat =
            chat
            ?? Result { try ChatTemplates.find(folder: folder, codec: codec, ends: transformer.config.end) }
    }

    /// All that training changes: of the transformer, then the value head.
    package var parameters: [Tensor] { transformer.trainedParameters + [valueWeight, valueBias] }

    /// How messages become tokens.
    ///
    /// - Throws: `ChatError` where the folder and the vocabulary tell of no template.
    package var template: any ChatTemplate { get throws { try chat.get() } }

    package func session(conversations: Int, _ options: ReplyOptions) throws -> any ReplySession {
        try ChatSession(template, conversations: conversations, options, version: version) {
            try session(rows: conversations, sampling: $0, stops: $1)
        }
    }

    /// Starts conversations of tokens with the weights as they are now. While an earlier session lives, the new one takes
    /// memory of its own.
    package func session(
        rows: Int, sampling: Sampling, stops: StopStrings? = nil
    ) throws -> any SamplingSession {
        let weights = try snapshot ?? DecoderWeights(transformer, valueHead: valueHead)
        snapshot = weights
        let free = current == nil
        let cache = free ? cache : KeyValueCache(attention: transformer.attention, layers: transformer.config.layers)
        let session = CachedSession(
            weights: weights, cache: cache, rows: rows, sampling: sampling, stops: stops, shards: shards)
        if free { current = session }
        return session
    }

    /// Tells the model that its parameters changed, so that the next session sees them.
    package func parametersChanged() {
        snapshot = nil
        version += 1
    }

    /// An independent model with the same weights.
    package func copy() throws -> LanguageModel {
        try LanguageModel(
            name: name, transformer: transformer.copy(), codec: codec, valueHead: valueHead, folder: folder,
            shards: shards, chat: chat)
    }

    /// The model as it is now, to compare with while this one is trained. New adapters add nothing, so that it is what they are put on.
    package func reference() throws -> LanguageModel {
        guard try transformer.isAsItsBase else { return try copy() }
        return try LanguageModel(
            name: name, transformer: transformer.base, codec: codec, valueHead: valueHead, folder: folder,
            shards: shards, chat: chat)
    }

    /// Writes a Hugging Face folder that `transformers` opens too, and the value head if there is one.
    ///
    /// A model with adapters is written as PEFT's folder of these alone, in float32.
    /// - Parameters:
    ///   - type: how the weights are stored; nil for the type that they were loaded from. An update of training is often smaller than
    ///     half a unit in the last place of a 16-bit number, so that rounding to one loses it.
    ///   - merging: whether adapters are added to the matrices, so that a whole model is written.
    package func write(to path: String, as type: StoredType? = nil, merging: Bool = false) throws {
        if transformer.adapters != nil, !merging {
            return try AdapterFolder.write(path, transformer, base: folder, valueHead: valueHead)
        }
        let transformer = try transformer.adapters == nil ? transformer : transformer.merged()
        var config = transformer.config
        config.type = type ?? config.type
        try HuggingFaceFolder.write(path, config: config, tokenizerFolder: folder, valueHead: valueHead) {
            try transformer.floats(named: $0)
        }
    }

    /// Gives a model without a value head one that starts as `head`; a head that is there stays.
    package func beginValueHead(_ head: () throws -> ValueHead) throws {
        guard !hasValueHead else { return }
        let head = try head()
        try valueWeight.withFloats { _ = $0.update(fromContentsOf: head.weight) }
        try valueBias.withFloats { $0[0] = head.bias }
        hasValueHead = true
        parametersChanged()
    }

    /// The values of the states `hidden` `[rows, width] -> [rows]`.
    package func values(_ hidden: Tensor, on tape: Tape = Tape()) throws -> Tensor {
        let column = try tape.linear(hidden, valueWeight, bias: valueBias)
        return try column.reshaped([column.count])
    }

    /// The value head as it is now; nil when there is none.
    package var valueHead: ValueHead? {
        get throws {
            guard hasValueHead else { return nil }
            return ValueHead(weight: try valueWeight.floats(), bias: try valueBias.floats()[0])
        }
    }
}

extension LanguageModel {
    /// A model with random weights, of the shape and with the tokenizer of the folder at `path`. No weights are read.
    ///
    /// - Throws: `CheckpointError` that names the file and the remedy.
    package convenience init(untrained path: String, name: String, shards: Shards, seed: UInt64) throws {
        let (config, tokenizer) = try HuggingFaceFolder.shape(path)
        try self.init(
            name: name, transformer: Transformer(config: config, seed: seed), codec: tokenizer, valueHead: nil,
            folder: path, shards: shards)
    }
}
