/// Names a stream of random numbers by what they are for, so that nothing depends on who drew first.
public struct RandomKey: Sendable, Hashable {
    /// What the numbers decide. Raw values are part of every recorded run: never renumber them.
    public enum Purpose: UInt16, Sendable {
        case tokens = 1, evaluation, problems, problemOrder, minibatches, initialisation, corpus, corpusOrder
        case feedback, bootstrap, script, play, search, generation, sets
    }
    /// The run's seed.
    public var seed: UInt64
    /// What the numbers decide.
    public var purpose: Purpose
    /// The update of the policy, or what the purpose counts instead of updates: passes, splits, recipes.
    public var update: UInt32
    /// The episode, problem or other item within `update`, counted from 0.
    public var episode: UInt32
    /// The turn within the episode, counted from 0.
    public var turn: UInt16

    /// The key of the numbers for `purpose` at this place in a run.
    public init(seed: UInt64, purpose: Purpose, update: Int = 0, episode: Int = 0, turn: Int = 0) {
        (self.seed, self.purpose) = (seed, purpose)
        (self.update, self.episode, self.turn) = (UInt32(update), UInt32(episode), UInt16(turn))
    }

    /// Four independent 32-bit numbers: the key's block number `index`.
    ///
    /// Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
    public func block(_ index: UInt32) -> SIMD4<UInt32> {
        let counter = SIMD4(index, UInt32(purpose.rawValue) << 16 | UInt32(turn), episode, update)
        return Self.philox(counter: counter, key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)))
    }

    package static func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var c = counter, k = key
        for _ in 0..<10 {
            let a = (0xD251_1F53 as UInt32).multipliedFullWidth(by: c[0])
            let b = (0xCD9E_8D57 as UInt32).multipliedFullWidth(by: c[2])
            c = SIMD4(b.high ^ c[1] ^ k[0], b.low, a.high ^ c[3] ^ k[1], a.low)
            k = SIMD2(k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85)
        }
        return c
    }

    /// The number that token `index` of this turn is drawn with, uniform in [0, 1), a multiple of 2^-53: every token of a large
    /// vocabulary has its share, however small.
    public func uniform(_ index: Int) -> Double {
        let block = block(UInt32(index / 2)), word = index % 2 * 2
        return Double((UInt64(block[word + 1]) << 32 | UInt64(block[word])) >> 11) * 0x1p-53
    }

    /// The key's numbers one after another.
    public func stream() -> RandomStream { RandomStream(key: self) }
}

/// The numbers of one key in order. Local to whoever made it; never shared.
public struct RandomStream: RandomNumberGenerator, Sendable {
    let key: RandomKey
    private var index: UInt32 = 0
    private var half: UInt64?

    init(key: RandomKey) { self.key = key }

    /// 64 random bits.
    public mutating func next() -> UInt64 {
        if let spare = half {
            half = nil
            return spare
        }
        let block = key.block(index)
        index += 1
        half = UInt64(block[3]) << 32 | UInt64(block[2])
        return UInt64(block[1]) << 32 | UInt64(block[0])
    }

    /// Uniform in [0, 1), a multiple of 2^-53.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform in `0..<bound` (unbiased). Our own, so that no release of Swift changes recorded numbers.
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0)
        let product = next().multipliedFullWidth(by: UInt64(bound))
        var (high, low) = product
        if low < UInt64(bound) {
            let threshold = (0 &- UInt64(bound)) % UInt64(bound)
            while low < threshold { (high, low) = next().multipliedFullWidth(by: UInt64(bound)) }
        }
        return Int(high)
    }

    /// Two independent standard normal numbers (Box and Muller, 1958).
    public mutating func normals() -> (Double, Double) {
        let radius = (-2 * PortableMath.log(1 - uniform())).squareRoot()
        let (sine, cosine) = PortableMath.sineAndCosine(2 * Double.pi * uniform())
        return (radius * cosine, radius * sine)
    }

    /// A permutation of `0..<count` (Fisher and Yates).
    public mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, below(i + 1)) }
        return order
    }
}
