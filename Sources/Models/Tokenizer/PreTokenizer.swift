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
