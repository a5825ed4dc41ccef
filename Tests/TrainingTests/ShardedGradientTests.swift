import Testing
import Torch
import Training

@Suite struct ShardedGradientTests {
    /// The gradient of a sum of multiples of one parameter: their sum, in the order in which shards are added up.
    private func sum(_ multiples: [Float?]) throws -> Float {
        let parameter = try Tensor([1], shape: [1, 1])
        let (gradient, reports) = try shardedGradient(Shards(count: multiples.count), of: [parameter]) {
            shard, tape -> Int? in
            guard let multiple = multiples[shard] else { return nil }
            try tape.backward(tape.linear(Tensor([multiple], shape: [1, 1]), parameter).sum())
            return shard
        }
        #expect(reports == multiples.indices.filter { multiples[$0] != nil })
        return try gradient[0].floats()[0]
    }

    /// Numbers whose sum depends on the order.
    private let multiples: [Float] = [1e8, 1, -1e8, 1, 3, 5e7, 0.25, -5e7, 1e-3, 7]

    @Test func partsAreAddedUpAsABalancedTree() throws {
        let m = multiples
        #expect(try sum([m[0]]) == m[0])
        #expect(try sum([m[0], m[1], m[2]]) == (m[0] + m[1]) + m[2])
        #expect(try sum(Array(m[..<4])) == (m[0] + m[1]) + (m[2] + m[3]))
        #expect((m[0] + m[1]) + (m[2] + m[3]) != ((m[0] + m[1]) + m[2]) + m[3])
        #expect(
            try sum(Array(m[..<7]))
                == ((m[0] + m[1]) + (m[2] + m[3])) + ((m[4] + m[5]) + m[6]))
    }

    /// Two machines with four of eight shards each add up what one machine does.
    @Test func aBranchIsAMachine() throws {
        for start in 0...2 {
            let all = Array(multiples[start..<start + 8])
            #expect(try sum(all) == sum(Array(all[..<4])) + sum(Array(all[4...])))
        }
    }

    @Test func shardsWithNothingToComputeAreLeftOut() throws {
        let m = multiples
        #expect(try sum([nil, m[1], m[2], nil]) == m[1] + m[2])
        #expect(try sum([nil, nil, nil, m[3], nil]) == m[3])
    }
}
