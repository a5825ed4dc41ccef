import Glibc
import Testing
import Torch

extension AttentionShape {
    /// The width of a token's queries, keys and values.
    var inputs: Int { (heads + 2 * keyValueHeads) * headDim }

    /// `[positions, head_dim]`: cosines, then sines.
    func angles(positions: Int) throws -> Tensor {
        try Tensor(
            (0..<positions).flatMap { position in
                let angles = (0..<headDim / 2).map { Float(position) / Float(1 + $0) }
                return angles.map { cosf($0) } + angles.map { sinf($0) }
            }, shape: [positions, headDim])
    }

    /// One sequence through a cache: a prompt, of two thirds unless it is said, then token by token.
    func cached(_ qkv: [Float], tokens: Int, prompt: Int? = nil) throws -> [[Float]] {
        let prompt = prompt ?? tokens * 2 / 3
        let capacity = tokens + 5, width = heads * headDim
        var caches = [Float](repeating: 0, count: Kernels.cacheCount(self, capacity: capacity))
        // What lies behind the output shows whether it is written to.
        var y = [Float](repeating: 0, count: tokens * width) + [Float](repeating: 42, count: 64)
        try angles(positions: tokens).withFloats { angles in
            var first = 0
            for count in [prompt] + [Int](repeating: 1, count: tokens - prompt) where count > 0 {
                var out = [Float](repeating: 0, count: count * width) + [Float](repeating: 42, count: 64)
                qkv.withUnsafeBufferPointer {
                    Kernels.attention(
                        self, qkv: $0.baseAddress! + first * inputs,
                        places: (first..<first + count).map { Kernels.place(offset: 0, position: $0) },
                        capacity: capacity, rotary: angles.baseAddress!, caches: &caches, into: &out)
                }
                y.replaceSubrange(first * width..<(first + count) * width, with: out[..<(count * width)])
                #expect(out[(count * width)...].allSatisfy { $0 == 42 })
                first += count
            }
        }
        return [Array(y[..<(tokens * width)])]
    }

    /// Attention over one sequence as the textbook has it, in double precision.
    func byDefinition(_ qkv: [Float], angles: [Float], tokens: Int) -> [Double] {
        func rotated(_ token: Int, _ first: Int) -> [Double] {
            let x = (0..<headDim).map { Double(qkv[token * inputs + first + $0]) }, half = headDim / 2
            return x.indices.map { d in
                let c = Double(angles[token * headDim + d % half]),
                    s = Double(angles[token * headDim + half + d % half])
                return d < half ? x[d] * c - x[d + half] * s : x[d] * c + x[d - half] * s
            }
        }
        var out: [Double] = []
        for token in 0..<tokens {
            for head in 0..<heads {
                let group = head / (heads / keyValueHeads), query = rotated(token, head * headDim)
                let weights = (0...token).map { other in
                    let key = rotated(other, (heads + group) * headDim)
                    return exp(zip(query, key).reduce(0) { $0 + $1.0 * $1.1 } / Double(headDim).squareRoot())
                }
                let total = weights.reduce(0, +), value = (heads + keyValueHeads + group) * headDim
                for d in 0..<headDim {
                    out.append(
                        weights.enumerated().reduce(0) {
                            $0 + $1.element / total * Double(qkv[$1.offset * inputs + value + d])
                        })
                }
            }
        }
        return out
    }
}

@Suite struct AttentionTests {
    /// Every even head size is right, and a cache gives the bits of the whole sequence.
    @Test(arguments: Array(stride(from: 2, through: 160, by: 2)) + [192, 256]) func everyHeadSize(_ dim: Int) throws {
        let shape = AttentionShape(heads: 2, keyValueHeads: 1, headDim: dim), tokens = 37
        let qkv = numbers(tokens * shape.inputs, seed: dim), angles = try shape.angles(positions: tokens)
        let whole = try Tensor(qkv, shape: [tokens, shape.inputs])
            .attention(shape, rotary: angles, offsets: [0, Int32(tokens)]).floats()
        let exact = try shape.byDefinition(qkv, angles: angles.floats(), tokens: tokens)
        #expect(zip(whole, exact).allSatisfy { abs(Double($0) - $1) < 1e-5 })
        #expect(try shape.cached(qkv, tokens: tokens) == [whole])
    }

    /// The bits of a sequence do not depend on how the others of a batch cut the work.
    @Test func sequencesDoNotSeeEachOther() throws {
        let shape = AttentionShape(heads: 3, keyValueHeads: 3, headDim: 32), angles = try shape.angles(positions: 90)
        let qkv = numbers(120 * shape.inputs)
        let packed = try Tensor(qkv, shape: [120, shape.inputs])
            .attention(shape, rotary: angles, offsets: [0, 7, 30, 120]).floats()
        let alone = try Tensor(Array(qkv[(30 * shape.inputs)...]), shape: [90, shape.inputs])
            .attention(shape, rotary: angles, offsets: [0, 90]).floats()
        #expect(Array(packed[(30 * 3 * 32)...]) == alone)
    }

    /// A buffer with a number for each pair of positions would take 1 GB here.
    @Test func memoryDoesNotGrowWithTheSquareOfTheLength() throws {
        let shape = AttentionShape(heads: 1, keyValueHeads: 1, headDim: 2), tokens = 16_000
        let numbers = numbers(tokens * shape.inputs), qkv = try Tensor(numbers, shape: [tokens, shape.inputs])
        try qkv.requireGradient()
        let before = peakMemory()
        _ = try qkv.attention(shape, rotary: shape.angles(positions: tokens), offsets: [0, Int32(tokens)]).sum()
            .pulledBack(to: [qkv])
        _ = try shape.cached(numbers, tokens: tokens, prompt: tokens - 3)
        #expect(peakMemory() - before < 600 << 20)
    }

    private func peakMemory() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss << 10
    }
}
