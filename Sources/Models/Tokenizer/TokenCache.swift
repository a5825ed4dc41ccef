import JSON
import Rollouts
import Synchronization

/// The tokens of short texts seen before. Safe on any thread; what is in it never changes what comes out.
final class TokenCache: Sendable {
    /// Longer texts are rare, and a few of them would fill the memory.
    private static let maximumBytes = 256
    private static let maximumEntries = 1 << 16

    private let entries = Mutex<[ByteString: [TokenID]]>([:])

    /// The tokens of all `texts` in order; what is not known yet comes from `encode`, outside of the lock.
    func tokens(_ texts: [String], encode: (String) -> [TokenID]) -> [TokenID] {
        let known = entries.withLock { entries in texts.map { entries[ByteString($0)] } }
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
            if text.utf8.count <= Self.maximumBytes { fresh[key] = made }
        }
        if !fresh.isEmpty {
            entries.withLock { [fresh] entries in
                if entries.count + fresh.count > Self.maximumEntries { entries.removeAll(keepingCapacity: true) }
                entries.merge(fresh) { old, _ in old }
            }
        }
        return tokens
    }
}
