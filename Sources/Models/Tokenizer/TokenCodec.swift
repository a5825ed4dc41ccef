package import Rollouts

/// Text to tokens and back.
package protocol TokenCodec: Sendable {
    /// The tokens of `text`. Special tokens written out in the text are ordinary text.
    func encode(_ text: String) -> [TokenID]
    /// The text of `tokens`; special tokens are left out.
    func decode(_ tokens: [TokenID]) -> String
    /// The number of a special token such as `<|user|>`, or nil when there is none of this name.
    func special(_ name: String) -> TokenID?
}
