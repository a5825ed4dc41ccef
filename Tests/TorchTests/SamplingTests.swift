import Testing
import Torch

@Suite struct SamplingTests {
    private func sample(_ logits: [Float], temperature: Double = 1, uniforms: [Double]) throws -> [Int32] {
        try Kernels.sample(
            logits, rows: uniforms.count, vocabulary: logits.count / uniforms.count, temperature: temperature,
            uniforms: uniforms
        ).tokens
    }

    /// A vocabulary of one certain token and thousands whose probabilities lie far below what a `Float` can tell from 1.
    @Test(arguments: [49_152, 49_147]) func everyTokenCanBeDrawn(_ vocabulary: Int) throws {
        var logits = [Float](repeating: -20, count: vocabulary)
        logits[7] = 0
        let small = 2.0611536e-9, total = 1 + Double(vocabulary - 1) * small
        for token in [0, 6, 7, 8, 15, 16, 17, 1000, vocabulary - 17, vocabulary - 2, vocabulary - 1] {
            let before = token <= 7 ? Double(token) * small : 1 + Double(token - 1) * small
            let middle = (before + (token == 7 ? 0.5 : small / 2)) / total
            #expect(try sample(logits, uniforms: [middle]) == [Int32(token)])
        }
    }

    @Test func theEndsOfTheUnitIntervalAreTokensThatCanBe() throws {
        let last = 1 - 0x1p-53
        for vocabulary in [1, 2, 15, 16, 17, 50] {
            // Tokens at both ends whose probability is 0.
            var logits = [Float](repeating: 0, count: vocabulary)
            if vocabulary > 2 { (logits[0], logits[vocabulary - 1]) = (-1e30, -1e30) }
            let ends = vocabulary > 2 ? [1, Int32(vocabulary) - 2] : [0, Int32(vocabulary) - 1]
            #expect(try sample(logits + logits, uniforms: [0, last]) == ends)
        }
        // Many blocks of sixteen at the end that nothing can come from.
        let logits = [Float](repeating: 1, count: 5) + [Float](repeating: -1e30, count: 200)
        #expect(try sample(logits, uniforms: [last]) == [4])
    }

    @Test(arguments: [0, 1e-300, 1e-45, 1e-39, 1e-10]) func nearZeroTheMostProbableIsTaken(_ temperature: Double) throws
    {
        let logits: [Float] = [1, 2, 8, 3, 7.99, -5]
        for uniform in [0, 0.5, 1 - 0x1p-53] {
            #expect(try sample(logits, temperature: temperature, uniforms: [uniform]) == [2])
        }
    }

    @Test(arguments: [0, 1e-39, 0.7, 1]) func logitsThatAreNotFiniteAreAnError(_ temperature: Double) throws {
        for bad in [Float.nan, .infinity, -.infinity] {
            for width in [1, 5, 16, 40] {
                for place in Set([0, width / 2, width - 1]) {
                    var logits = [Float](repeating: 0.5, count: 2 * width)
                    logits[width + place] = bad
                    let error = #expect(throws: Diverged.self) {
                        try sample(logits, temperature: temperature, uniforms: [0.1, 0.9])
                    }
                    #expect(error?.description.hasPrefix("the logits are not finite: the policy has diverged") == true)
                }
            }
        }
    }

    @Test func aGradientThatIsNotFiniteIsAnError() throws {
        let gradients = [try Tensor([1, 2]), try Tensor([3, .nan])]
        var error = #expect(throws: Diverged.self) { try AdamW.clip(gradients, to: 1) }
        #expect(try gradients[0].floats() == [1, 2])
        error?.place = "update 7"
        #expect(error?.description.hasPrefix("the gradient is not finite in update 7: ") == true)
    }
}
