import JSON
import Rollouts

/// The model of a BPE tokenizer: which tokens there are, and which pairs merge in which order.
struct BytePairEncoding: Sendable {
    /// What a pair of neighbours becomes; the lowest rank merges first.
    struct Merge: Sendable {
        var rank: Int32
        var token: TokenID
    }

    /// Two neighbouring tokens.
    struct Pair: Hashable, Sendable {
        var left: TokenID
        var right: TokenID
    }

    /// What stands for a symbol that the vocabulary lacks.
    struct Unknown: Sendable {
        var token: TokenID
        /// Whether one token stands for several of them in a row.
        var isFused: Bool
    }

    /// Tokens by their spelling.
    let ids: [ByteString: TokenID]
    let spelling: Spelling
    /// The token of each single byte: of a byte-level vocabulary, or as a fallback for characters that it lacks. Nil for bytes that it
    /// lacks, and for all of them without a fallback.
    let byteTokens: [TokenID?]
    /// The tokens of single characters, where these are what merges begin with.
    let characterTokens: [Unicode.Scalar: TokenID]
    /// What stands for symbols that there is no token for; without it they are left out, as the `tokenizers` package does.
    let unknown: Unknown?
    /// By left and right neighbour.
    let merges: [Pair: Merge]
    /// Whether a word that is itself a token is not put together from merges.
    let ignoresMerges: Bool
    private let fallbackBytes: [TokenID: UInt8]

    init(
        ids: [ByteString: TokenID], spelling: Spelling, byteTokens: [TokenID?], unknown: Unknown?,
        merges: [Pair: Merge], ignoresMerges: Bool
    ) {
        (self.ids, self.spelling, self.byteTokens, self.unknown) = (ids, spelling, byteTokens, unknown)
        (self.merges, self.ignoresMerges) = (merges, ignoresMerges)
        var characters: [Unicode.Scalar: TokenID] = [:]
        var fallback: [TokenID: UInt8] = [:]
        if case .characters = spelling {
            for (key, id) in ids {
                let scalars = key.text.unicodeScalars
                if let first = scalars.first, scalars.count == 1 { characters[first] = id }
                if let byte = Spelling.fallbackByte(key.text) { fallback[id] = byte }
            }
        }
        (characterTokens, fallbackBytes) = (characters, fallback)
    }

    /// The byte that a token such as `<0x0A>` stands for, where there are such.
    func fallbackByte(of token: TokenID) -> UInt8? { fallbackBytes[token] }

    /// The tokens of one word of the pre-tokenizer.
    ///
    /// The pair of the lowest rank merges first, the leftmost of equals: n log n for a word of n bytes.
    func encode(_ word: String) -> [TokenID] {
        if ignoresMerges, let id = ids[ByteString(spelled(word))] { return [id] }
        var tokens = symbols(word)
        // A doubly linked list over the positions that are left; `next` is -1 once a position has been merged away.
        var next = tokens.indices.map { $0 + 1 }
        var previous = tokens.indices.map { $0 - 1 }
        var queue = MergeQueue()

        func offer(_ left: Int) {
            guard left >= 0, next[left] < tokens.count else { return }
            if let merge = merges[Pair(left: tokens[left], right: tokens[next[left]])] {
                queue.push(MergeQueue.Candidate(rank: merge.rank, position: Int32(left)))
            }
        }
        for position in tokens.indices { offer(position) }
        while let candidate = queue.pop() {
            let left = Int(candidate.position)
            guard next[left] >= 0, next[left] < tokens.count else { continue }
            let right = next[left]
            // A neighbour may have merged since this was queued; the pair that stands here now was queued on its own.
            guard let merge = merges[Pair(left: tokens[left], right: tokens[right])], merge.rank == candidate.rank
            else {
                continue
            }
            tokens[left] = merge.token
            next[left] = next[right]
            if next[right] < tokens.count { previous[next[right]] = left }
            next[right] = -1
            offer(previous[left])
            offer(left)
        }
        return tokens.indices.filter { next[$0] >= 0 }.map { tokens[$0] }
    }

    private func spelled(_ word: String) -> String {
        if case .bytes = spelling { ByteAlphabet.spelling(word.utf8) } else { word }
    }

    /// What merges begin with: the tokens of single bytes or characters.
    private func symbols(_ word: String) -> [TokenID] {
        var tokens: [TokenID] = []
        var follows = false
        func addUnknown() {
            if let unknown, !(follows && unknown.isFused) { tokens.append(unknown.token) }
            follows = true
        }
        func add(_ token: TokenID) {
            tokens.append(token)
            follows = false
        }
        switch spelling {
        case .bytes:
            for byte in word.utf8 {
                if let token = byteTokens[Int(byte)] { add(token) } else { addUnknown() }
            }
        case .characters:
            for scalar in word.unicodeScalars {
                if let token = characterTokens[scalar] {
                    add(token)
                    continue
                }
                let bytes = String(scalar).utf8.compactMap { byteTokens[Int($0)] }
                if bytes.isEmpty { addUnknown() }
                for token in bytes { add(token) }
            }
        }
        return tokens
    }
}
