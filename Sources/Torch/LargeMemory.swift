internal import Glibc
internal import Synchronization

/// Memory of many megabytes, zeros at first, on pages of two megabytes where the system gives them: a step of a large model reads all of its
/// weights, and finding small pages would take a fifth of the time.
final class LargeMemory: Sendable {
    /// Memory that is smaller is better taken from the heap, which keeps its pages.
    static let least = 256 << 10
    private static let page = 2 << 20
    private static let block = 32 << 20

    private let mapping: Mapping
    private let offset: Int
    var start: UnsafeMutableRawPointer { UnsafeMutableRawPointer(bitPattern: mapping.start)! + offset }

    /// Memory of its own.
    ///
    /// - Parameter bytes: how much.
    convenience init(bytes: Int) { self.init(Mapping(bytes: bytes), offset: 0) }

    private init(_ mapping: Mapping, offset: Int) { (self.mapping, self.offset) = (mapping, offset) }

    /// A part of a block that several share, so that small matrices lie on large pages too. The block lives as long as one of its parts.
    ///
    /// - Parameter bytes: how much.
    static func part(bytes: Int) -> LargeMemory {
        let bytes = (bytes + 63) / 64 * 64
        if bytes > block / 2 { return LargeMemory(bytes: bytes) }
        return current.withLock { current in
            if current == nil || current!.used + bytes > block { current = (Mapping(bytes: block), 0) }
            defer { current!.used += bytes }
            return LargeMemory(current!.mapping, offset: current!.used)
        }
    }
    private static let current = Mutex<(mapping: Mapping, used: Int)?>(nil)

    /// What the system gave.
    private final class Mapping: Sendable {
        /// Addresses, the first one of a large page.
        let start: UInt
        private let whole: UInt
        private let bytes: Int

        init(bytes: Int) {
            let page = UInt(LargeMemory.page)
            self.bytes = bytes + LargeMemory.page
            let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
            guard let whole = mmap(nil, self.bytes, PROT_READ | PROT_WRITE, flags, -1, 0), whole != MAP_FAILED else {
                fatalError("the system gave no memory for \(bytes) bytes of numbers")
            }
            self.whole = UInt(bitPattern: whole)
            start = (self.whole + page - 1) / page * page
            // A wish: without large pages all is the same, slower.
            madvise(UnsafeMutableRawPointer(bitPattern: start), bytes, MADV_HUGEPAGE)
        }
        deinit { munmap(UnsafeMutableRawPointer(bitPattern: whole), bytes) }
    }
}
