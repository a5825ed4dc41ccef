extension Episode {
    /// The tokens that the policy answers at turn `index` of this episode, for a context that keeps the opening
    /// message and the last `window` attempts with the messages that followed them.
    ///
    /// The message between the opening and the first kept attempt is left out, so that any later turn looks like turn
    /// `window + 1`: opening, answer, message, answer, message.
    ///
    /// - Parameter window: nil keeps everything.
    public func context(ofTurn index: Int, window: Int?) -> [TokenID] {
        let kept = window.map { Swift.max(index - $0, 0) } ?? 0
        var tokens = turns[0].prompt
        for turn in kept..<index { tokens += turns[turn].answer + turns[turn + 1].prompt }
        return tokens
    }
}
