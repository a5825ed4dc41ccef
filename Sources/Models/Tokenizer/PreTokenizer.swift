import JSON

/// Cuts text into the words that merges never cross.
struct PreTokenizer: Sendable {
    /// One stage; each sees the pieces of the one before it as texts of their own.
    enum Stage: Sendable {
        case split(SplitPattern, SplitBehavior, inverted: Bool)
        /// A space before a piece that does not begin with one.
        case prefixSpace
    }

    let stages: [Stage]

    /// The words of `text`, none of them empty.
    func words(_ text: String) -> [String] {
        stages.reduce([text]) { pieces, stage in pieces.flatMap { Self.apply(stage, to: $0) } }
    }

    private static func apply(_ stage: Stage, to text: String) -> [String] {
        switch stage {
        case .prefixSpace: return [text.utf8.first == UInt8(ascii: " ") ? text : " " + text]
        case .split(let pattern, let behavior, let inverted):
            var pieces = pattern.pieces(of: text)
            if inverted { for index in pieces.indices { pieces[index].isMatch.toggle() } }
            return behavior.apply(pieces).compactMap { $0.isEmpty ? nil : String(text.unicodeScalars[$0]) }
        }
    }
}

extension PreTokenizer {
    /// Reads the member `pre_tokenizer` of a `tokenizer.json`.
    ///
    /// - Throws: `CheckpointError` for a kind that is not supported, and unless the last stage is `ByteLevel`.
    init(_ fields: JSONFields) throws {
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

    private static func steps(_ fields: JSONFields) throws -> [JSONFields] {
        guard try fields.string("type") == "Sequence" else { return [fields] }
        return try fields.array("pretokenizers").enumerated().flatMap { index, value in
            try steps(JSONFields(value, file: fields.file, place: "\(fields.place).pretokenizers[\(index)]"))
        }
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
