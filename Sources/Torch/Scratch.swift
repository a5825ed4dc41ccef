/// A growing block of floats that is not cleared between uses.
package final class Scratch {
    package private(set) var floats: UnsafeMutablePointer<Float>
    private var capacity: Int
    /// What the floats lie in, if not in the heap.
    private var memory: LargeMemory?

    /// Many more floats than the heap should move.
    private static let large = 2 << 20

    /// A block of `capacity` floats, zeros.
    package init(capacity: Int = 1) {
        self.capacity = capacity
        (floats, memory) = Self.zeros(capacity)
    }
    deinit { release() }

    /// At least `count` floats, with whatever they held.
    package func reserve(_ count: Int) -> UnsafeMutablePointer<Float> {
        if count > capacity {
            release()
            capacity = count * 3 / 2
            (floats, memory) = Self.zeros(capacity)
        }
        return floats
    }

    private static func zeros(_ count: Int) -> (UnsafeMutablePointer<Float>, LargeMemory?) {
        if count >= large {
            let memory = LargeMemory(bytes: count * MemoryLayout<Float>.stride)
            return (memory.start.assumingMemoryBound(to: Float.self), memory)
        }
        let floats = UnsafeMutablePointer<Float>.allocate(capacity: count)
        floats.initialize(repeating: 0, count: count)
        return (floats, nil)
    }

    private func release() { if memory == nil { floats.deallocate() } }
}
