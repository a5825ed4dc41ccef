import Rollouts
import Synchronization

/// The tokens of words seen before. Safe on any thread; what is in it never changes what comes out.
final class WordCache: Sendable {
    /// Longer words are rare, and would let few texts fill the memory.
    private static let maximumWordBytes = 128
    private static let maximumWords = 1 << 16

    private let words = Mutex<[ByteString: [TokenID]]>([:])

    /// The tokens of all `words` in order; what is not known yet comes from `encode`, outside of the lock.
    func tokens(_ texts: [String], encode: (String) -> [TokenID]) -> [TokenID] {
        let known = words.withLock { words in texts.map { words[ByteString($0)] } }
        var fresh: [ByteString: [TokenID]] = [:]
        var tokens: [TokenID] = []
        for (text, found) in zip(texts, known) {
            let key = ByteString(text)
            if let found = found ?? fresh[key] {
                tokens += found
                continue
            }
            let made = encode(text)
            tokens += made
            if text.utf8.count <= Self.maximumWordBytes { fresh[key] = made }
        }
        if !fresh.isEmpty {
            words.withLock { [fresh] words in
                if words.count + fresh.count > Self.maximumWords { words.removeAll(keepingCapacity: true) }
                words.merge(fresh) { old, _ in old }
            }
        }
        return tokens
    }
}
