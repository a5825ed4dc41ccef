import JSON

/// Cuts text into the words that merges never cross.
struct PreTokenizer: Sendable {
    /// One stage; each sees the pieces of the one before it as texts of their own.
    enum Stage: Sendable {
        case split(SplitPattern, SplitBehavior, inverted: Bool)
        /// A space before a piece that does not begin with one.
        case prefixSpace
        /// Each space becomes `▁`; one more goes before a piece that does not begin with one.
        case metaspace(MetaspacePrefix)
    }

    /// Where `metaspace` puts one more in front, as the `tokenizers` package names it.
    enum MetaspacePrefix: String, Sendable {
        case always, first, never
    }

    /// Where a piece of text stands.
    enum Place: Sendable {
        /// At the start of the whole text.
        case start
        /// Behind a token that was found in the text.
        case later
        /// In the middle of a text whose beginning is already encoded.
        case inside
    }

    let stages: [Stage]

    init(stages: [Stage]) { self.stages = stages }

    /// Whether the words of a text depend on where it stands.
    var readsPlace: Bool {
        stages.contains { stage in
            switch stage {
            case .split, .metaspace(.never): false
            case .prefixSpace, .metaspace: true
            }
        }
    }

    /// The words of `text`, none of them empty.
    func words(_ text: String, _ place: Place) -> [String] {
        var pieces = [text]
        for stage in stages {
            pieces = pieces.enumerated().flatMap { index, piece in
                Self.apply(stage, to: piece, index == 0 ? place : .later)
            }
        }
        return pieces
    }

    private static func apply(_ stage: Stage, to text: String, _ place: Place) -> [String] {
        switch stage {
        case .prefixSpace:
            return [text.utf8.first == UInt8(ascii: " ") || place == .inside ? text : " " + text]
        case .metaspace(let prefix):
            let text = Normalizer(steps: [.replace(" ", by: Spelling.space)]).apply(text)
            let isPut = prefix == .always && place != .inside || prefix == .first && place == .start
            return [isPut && !text.utf8.starts(with: Spelling.space.utf8) ? Spelling.space + text : text]
        case .split(let pattern, let behavior, let inverted):
            var pieces = pattern.pieces(of: text)
            if inverted { for index in pieces.indices { pieces[index].isMatch.toggle() } }
            return behavior.apply(pieces).compactMap { $0.isEmpty ? nil : String(text.unicodeScalars[$0]) }
        }
    }
}

extension PreTokenizer {
    /// Reads the member `pre_tokenizer` of a byte-level `tokenizer.json`.
    ///
    /// - Throws: `CheckpointError` for a kind that is not supported, and unless the last stage is `ByteLevel`.
    init(byteLevel fields: JSONFields) throws {
        var stages: [Stage] = []
        let steps = try Self.steps(fields)
        for (index, step) in steps.enumerated() {
            let isLast = index == steps.count - 1
            guard try (step.string("type") == "ByteLevel") == isLast else {
                throw step.error("type", "ByteLevel must be the last pre-tokenizer, and only the last")
            }
            stages += try Self.stages(step)
        }
        guard !steps.isEmpty else { throw fields.error("pretokenizers", "at least ByteLevel is needed") }
        self.stages = stages
    }

    /// Reads the member `pre_tokenizer` of a `tokenizer.json` of SentencePiece's kind.
    ///
    /// - Throws: `CheckpointError` for another kind than `Metaspace`.
    init(metaspace fields: JSONFields) throws {
        guard try fields.string("type") == "Metaspace" else {
            throw fields.error("type", "with a fallback to bytes only Metaspace and null are supported")
        }
        guard fields["replacement"]?.string == Spelling.space else {
            throw fields.error("replacement", "only \(Spelling.space) is supported")
        }
        let scheme = fields["prepend_scheme"] == nil ? "always" : try fields.string("prepend_scheme")
        guard let prefix = MetaspacePrefix(rawValue: scheme) else {
            throw fields.error("prepend_scheme", "it must be always, first or never")
        }
        stages =
            try [.metaspace(prefix)]
            + (fields.bool("split", default: true)
                ? [.split(SplitPattern(literal: Spelling.space), .mergedWithNext, inverted: false)] : [])
    }

    private static func steps(_ fields: JSONFields) throws -> [JSONFields] {
        guard try fields.string("type") == "Sequence" else { return [fields] }
        return try fields.members("pretokenizers").flatMap { try steps($0) }
    }

    private static func stages(_ step: JSONFields) throws -> [Stage] {
        switch try step.string("type") {
        case "ByteLevel":
            let prefix: [Stage] = try step.bool("add_prefix_space", default: true) ? [.prefixSpace] : []
            guard try step.bool("use_regex", default: true) else { return prefix }
            return prefix + [.split(try SplitPattern(regex: SplitPattern.gpt2), .isolated, inverted: false)]
        case "Digits":
            let behavior: SplitBehavior = try step.bool("individual_digits", default: false) ? .isolated : .contiguous
            return [.split(try SplitPattern(regex: #"\p{N}"#), behavior, inverted: false)]
        case "Split":
            guard let behavior = SplitBehavior(rawValue: try step.string("behavior")) else {
                throw step.error(
                    "behavior", "it must be Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous")
            }
            return [.split(try pattern(step), behavior, inverted: try step.bool("invert", default: false))]
        default: throw step.error("type", "ByteLevel, Split, Digits and Sequence are supported")
        }
    }

    private static func pattern(_ step: JSONFields) throws -> SplitPattern {
        let pattern = try step.fields("pattern")
        do {
            if pattern["String"] != nil { return try SplitPattern(literal: try pattern.string("String")) }
            return try SplitPattern(regex: try pattern.string("Regex"))
        } catch let unsupported as SplitPattern.Unsupported {
            throw pattern.error(pattern["String"] == nil ? "Regex" : "String", unsupported.reason)
        }
    }
}
