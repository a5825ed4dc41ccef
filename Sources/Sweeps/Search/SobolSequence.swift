internal import Rollouts

/// Points that fill a cube evenly, whatever number of them is taken: of the first 2^k each has a box of its own along each side.
///
/// The order is Gray code's (Antonov and Saleev, 1979). With a seed the points are scrambled after Owen ("Randomly permuted (t,m,s)-nets and
/// (t,s)-sequences", 1995): each bit of a coordinate is flipped or not by a random bit of Philox, keyed by the seed, the dimension and the
/// bits above it. Each point is then uniform, and the boxes stay as they are. The first point is kept (Owen, "On dropping the first Sobol'
/// point", 2020).
package struct SobolSequence: Sendable {
    /// The most dimensions.
    package static var mostDimensions: Int { SobolDirections.count }

    private let directions: [[UInt32]]
    private let seed: UInt64?

    /// - Parameters:
    ///   - dimensions: at most `mostDimensions`.
    ///   - seed: of the scrambling; nil for the bare sequence, which begins at the corner 0.
    package init(dimensions: Int, seed: UInt64?) {
        precondition(dimensions <= Self.mostDimensions)
        directions = (0..<dimensions).map(SobolDirections.numbers)
        self.seed = seed
    }

    /// The coordinates of a point, counted from 0, in steps of 2^-32: the step that each lies in.
    package func steps(_ number: UInt32) -> [UInt32] {
        let gray = number ^ number >> 1
        return directions.enumerated().map { dimension, numbers in
            var step: UInt32 = 0
            for bit in 0..<SobolDirections.bits where gray >> UInt32(bit) & 1 == 1 { step ^= numbers[bit] }
            return seed.map { Self.scrambled(step, seed: $0, dimension: dimension) } ?? step
        }
    }

    /// The coordinates of a point, counted from 0, each in the middle of its step: above 0 and below 1.
    package func point(_ number: UInt32) -> [Double] { steps(number).map { (Double($0) + 0.5) * 0x1p-32 } }

    private static func scrambled(_ step: UInt32, seed: UInt64, dimension: Int) -> UInt32 {
        let key = RandomKey(seed: seed, purpose: .search, episode: dimension)
        var flips: UInt32 = 0
        for bit in UInt32(0)..<32 {
            // The bits above this one with a 1 before them: a number of its own for each node of the tree of bits.
            let node = bit == 0 ? 1 : 1 << bit | step >> (32 - bit)
            flips |= (key.block(node)[0] >> 31) << (31 - bit)
        }
        return step ^ flips
    }
}
