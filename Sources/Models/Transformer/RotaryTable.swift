internal import Rollouts
internal import Synchronization
internal import Torch

/// Angles of rotary position embedding (Su et al., 2021), the halves of a head rotated against each other.
///
/// The table grows with the contexts that are asked for: what config.json says of the longest one may be far beyond what memory holds.
/// Shards ask for it at the same time; `lock` guards it.
final class RotaryTable {
    private static let fewest = 1024

    private let config: TransformerConfig
    private let lock = Mutex(())
    private var table: Tensor?

    init(_ config: TransformerConfig) { self.config = config }

    /// `[positions, head_dim]`: cosines, then sines; at least `count` positions, but never more than the context.
    func covering(_ count: Int) throws -> Tensor {
        let wanted = min(count, config.context)
        var covering: Tensor?
        try lock.withLock { _ in
            if table.map({ $0.shape[0] < wanted }) ?? true {
                var positions = Self.fewest
                while positions < wanted { positions *= 2 }
                table = try Self.make(config, positions: min(positions, config.context))
            }
            covering = table
        }
        return covering!
    }

    /// Frequencies and angles are rounded to a Float where `transformers` rounds them.
    private static func make(_ config: TransformerConfig, positions: Int) throws -> Tensor {
        let dim = config.headDimension, half = dim / 2
        let frequencies = frequencies(config)
        let table = try Tensor(zeros: [positions, dim])
        try table.withFloats { table in
            for position in 0..<positions {
                for i in 0..<half {
                    let (sine, cosine) = PortableMath.sineAndCosine(Double(Float(position) * frequencies[i]))
                    table[position * dim + i] = Float(cosine)
                    table[position * dim + half + i] = Float(sine)
                }
            }
        }
        return table
    }

    /// `1 / theta^(2 i / head_dim)`, stretched where the config says so.
    static func frequencies(_ config: TransformerConfig) -> [Float] {
        (0..<config.headDimension / 2).map { i in
            let exponent = Float(2 * i) / Float(config.headDimension)
            let frequency = 1 / Float(PortableMath.power(config.ropeTheta, Double(exponent)))
            return config.ropeScaling?.scaled(frequency) ?? frequency
        }
    }
}
