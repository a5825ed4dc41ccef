internal import Torch

/// The keys and values of the rows of a session, `[layer][row]`, each row as ck_attention_cached lays it out.
///
/// Different shards write different rows at the same time; only `reserve`, between their passes, moves anything.
final class KeyValueCache {
    let attention: AttentionShape
    let layers: Int
    private(set) var rows = 0
    private(set) var capacity = 0
    private var storage = Scratch()

    init(attention: AttentionShape, layers: Int) {
        (self.attention, self.layers) = (attention, layers)
    }

    /// Starts over with `rows` empty rows, reusing the memory.
    func reset(rows: Int) {
        self.rows = rows
        _ = storage.reserve(layers * rows * rowCount)
    }

    /// Makes room for `positions` tokens in each row and keeps what the rows hold.
    func reserve(positions: Int) {
        guard positions > capacity else { return }
        let old = (storage: storage, capacity: capacity, rowCount: rowCount)
        capacity = (positions + 63) / 64 * 64
        storage = Scratch(capacity: max(1, layers * rows * rowCount))
        // Keys and values of each head are two runs whose beginnings stay as they are.
        let runs = 2 * attention.keyValueHeads
        let oldRun = old.rowCount / runs, newRun = rowCount / runs
        guard oldRun > 0 else { return }
        for run in 0..<layers * rows * runs {
            (storage.floats + run * newRun).update(from: old.storage.floats + run * oldRun, count: oldRun)
        }
    }

    /// Floats of one row in one layer.
    var rowCount: Int { capacity == 0 ? 0 : Kernels.cacheCount(attention, capacity: capacity) }

    /// Where the rows of `layer` begin.
    func base(layer: Int) -> UnsafeMutablePointer<Float> { storage.floats + layer * rows * rowCount }
}
