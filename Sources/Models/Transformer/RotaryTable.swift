internal import Rollouts
internal import Torch

/// Angles of rotary position embedding (Su et al., 2021), the halves of a head rotated against each other.
enum RotaryTable {
    /// `[positions, head_dim]`: cosines, then sines.
    ///
    /// Frequencies and angles are rounded to a Float where `transformers` rounds them.
    static func make(_ config: TransformerConfig) throws -> Tensor {
        let dim = config.headDimension, half = dim / 2
        let frequencies = frequencies(config)
        let table = try Tensor(zeros: [config.context, dim])
        try table.withFloats { table in
            for position in 0..<config.context {
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
