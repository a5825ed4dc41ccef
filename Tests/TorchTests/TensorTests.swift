import Testing
import Torch

@Suite struct TensorTests {
    @Test func shapesThatDoNotFitAreNamed() throws {
        let x = try Tensor([1, 2, 3, 4], shape: [2, 2]), w = try Tensor([1, 2, 3], shape: [1, 3])
        let error = #expect(throws: TorchError.self) { try x.linear(Parameter(w)) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("[1, 3]") == true)
        #expect(throws: TorchError.self) { try x.logProbs(Parameter(x), of: [0, 7]) }
    }

    @Test func whatDoesNotMatterHasNoGradient() throws {
        let a = try Tensor([1, 2]), b = try Tensor([3, 4])
        try a.requireGradient()
        try b.requireGradient()
        let gradients = try a.squared().sum().pulledBack(to: [a, b])
        #expect(try gradients.map { try $0?.floats() } == [[2, 4], nil])
        #expect(try [a, a.detached()].map(\.requiresGradient) == [true, false])
    }

    @Test func arithmetic() throws {
        let a = try Tensor([1, -2, 3]), b = try Tensor([4, 5, -6])
        #expect(try (a + b).floats() == [5, 3, -3])
        #expect(try (a * b).floats() == [4, -10, -18])
        #expect(try Tensor.minimum(a, b).floats() == [1, -2, -6])
        #expect(try Tensor.maximum(a, b).floats() == [4, 5, 3])
        #expect(try a.clamped(-1...2).floats() == [1, -1, 2])
        #expect(try a.rows([2, 0, 2]).floats() == [3, 1, 3])
        #expect(try a.squaredNorm() == 14)
        let sums = try Tensor([0, 0, 1, 1, 2, 2], shape: [3, 2])
        try sums.add(Tensor([1, 2, 3, 4, 5, 6, 7, 8], shape: [4, 2]), toRows: [2, 0, 2, 1], padding: 0)
        #expect(try sums.floats() == [0, 0, 8, 9, 8, 10])
    }
}

@Suite struct ShardsTests {
    struct Failure: Error, Equatable { var shard: Int }

    @Test func partsCoverEverythingOnce() {
        for count in 1...7 {
            for total in 0...20 {
                let shards = Shards(count: count)
                #expect((0..<count).flatMap { Array(shards.range($0, of: total)) } == Array(0..<total))
            }
        }
    }

    @Test func resultsComeInOrderAndTheFirstErrorIsThrown() throws {
        for concurrent in [true, false] {
            let shards = Shards(count: 5, runsConcurrently: concurrent)
            #expect(try shards.map { $0 * $0 } == [0, 1, 4, 9, 16])
            #expect(throws: Failure(shard: 2)) {
                try shards.map { if $0 >= 2 { throw Failure(shard: $0) } }
            }
        }
    }
}
