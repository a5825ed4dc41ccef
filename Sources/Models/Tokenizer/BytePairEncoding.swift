import JSON
import Rollouts

/// The model of a byte-level BPE tokenizer: which tokens there are, and which pairs merge in which order.
struct BytePairEncoding: Sendable {
    /// What a pair of neighbours becomes; the lowest rank merges first.
    struct Merge: Sendable {
        var rank: Int32
        var token: TokenID
    }

    /// Tokens by their spelling in `ByteAlphabet`.
    let ids: [ByteString: TokenID]
    /// The token of each single byte.
    let byteTokens: [TokenID]
    /// By left and right neighbour.
    let merges: [Pair: Merge]
    /// Whether a word that is itself a token is not put together from merges.
    let ignoresMerges: Bool

    /// Two neighbouring tokens.
    struct Pair: Hashable, Sendable {
        var left: TokenID
        var right: TokenID
    }

    /// The tokens of one word of the pre-tokenizer.
    ///
    /// The pair of the lowest rank merges first, the leftmost of equals: n log n for a word of n bytes.
    func encode(_ word: String) -> [TokenID] {
        if ignoresMerges, let id = ids[ByteString(ByteAlphabet.spelling(word.utf8))] { return [id] }
        var tokens = word.utf8.map { byteTokens[Int($0)] }
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
}

/// The merges that are possible in a word, the one to do first on top (a binary heap).
struct MergeQueue {
    /// The pair that begins at `position` can merge.
    struct Candidate {
        var rank: Int32
        var position: Int32

        func precedes(_ other: Candidate) -> Bool { (rank, position) < (other.rank, other.position) }
    }

    private var heap: [Candidate] = []

    mutating func push(_ candidate: Candidate) {
        heap.append(candidate)
        var child = heap.count - 1
        while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> Candidate? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { return first }
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(heap[parent]) else { return first }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
