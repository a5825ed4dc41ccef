internal import Models
package import Rollouts

/// A codec with nothing to learn: four markers, then one token per byte.
package struct ByteCodec: TokenCodec {
    private static let markers = ["<|pad|>", "<|user|>", "<|asst|>", "<|end|>"]

    package init() {}

    package func encode(_ text: String) -> [TokenID] { text.utf8.map { TokenID($0) + 4 } }

    package func decode(_ tokens: [TokenID]) -> String {
        String(decoding: tokens.filter { $0 >= 4 }.map { UInt8($0 - 4) }, as: UTF8.self)
    }

    package func special(_ name: String) -> TokenID? {
        Self.markers.firstIndex(of: name).map { TokenID($0) }
    }

    /// The text of `tokens` with the markers written out.
    package func transcript(_ tokens: some Sequence<TokenID>) -> String {
        var text = ""
        var bytes: [TokenID] = []
        for token in tokens {
            if token >= 4 {
                bytes.append(token)
            } else {
                text += decode(bytes) + Self.markers[Int(token)]
                bytes = []
            }
        }
        return text + decode(bytes)
    }
}
