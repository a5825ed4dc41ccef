import Glibc
import Testing
import Torch

/// top-k, top-p and min-p against sorting all tokens, in double precision.
@Suite struct TokenFilterTests {
    /// The tokens that `filter` keeps, and their probabilities.
    private func kept(_ logits: [Float], temperature: Double, _ filter: TokenFilter) -> [Int: Double] {
        let top = Double(logits.max()!)
        var parts = Dictionary(
            uniqueKeysWithValues: logits.enumerated().map { ($0, exp((Double($1) - top) / temperature)) })
        if filter.topK > 0, filter.topK < logits.count {
            let last = logits.sorted(by: >)[filter.topK - 1]
            parts = parts.filter { logits[$0.key] >= last }
        }
        let total = parts.values.reduce(0, +), all = parts
        if filter.topP < 1 {
            // A token stays while all that are more probable have less than top-p together.
            let sorted = all.sorted { $0.value > $1.value }
            var above = 0.0, next = 0
            for (index, (token, part)) in sorted.enumerated() {
                if index > 0, part < sorted[index - 1].value {
                    (above, next) = (above + sorted[next..<index].reduce(0) { $0 + $1.value }, index)
                }
                if index > 0, above >= filter.topP * total { parts[token] = nil }
            }
        }
        parts = parts.filter { $0.value >= filter.minP }
        let sum = parts.values.reduce(0, +)
        return parts.mapValues { $0 / sum }
    }

    private func expectKept(
        _ logits: [Float], temperature: Double, _ filter: TokenFilter, uniforms: Int, _ what: String
    ) throws {
        let expected = kept(logits, temperature: temperature, filter)
        let all = kept(logits, temperature: 1, TokenFilter())
        let numbers = (0..<uniforms).map { (Double($0) + 0.5) / Double(uniforms) }
        var first: DrawnTokens?
        for variant in kernelVariants {
            let drawn = try withKernels(variant) {
                try Kernels.sample(
                    Array(repeatElement(logits, count: uniforms).joined()), rows: uniforms, vocabulary: logits.count,
                    temperature: temperature, filter: filter, uniforms: numbers)
            }
            // By inversion: the cumulative probabilities of the kept tokens, in the order of the vocabulary.
            for (index, token) in drawn.tokens.map(Int.init).enumerated() {
                let below = expected.filter { $0.key < token }.values.reduce(0, +)
                guard let own = expected[token] else {
                    Issue.record("\(what) by \(variant): token \(token) is not kept")
                    continue
                }
                #expect(below - 1e-5 < numbers[index] && numbers[index] < below + own + 1e-5, "\(what) by \(variant)")
                #expect(abs(Double(drawn.drawnLogProbs[index]) - log(own)) < 1e-4)
                #expect(abs(Double(drawn.logProbs[index]) - log(all[token]!)) < 1e-4)
            }
            if let first { #expect(first.tokens == drawn.tokens && first.drawnLogProbs == drawn.drawnLogProbs) }
            first = first ?? drawn
        }
        // Each token that is kept and not all too rare is drawn.
        let drawn = Set(first!.tokens.map(Int.init))
        for (token, part) in expected where part > 1.01 / Double(uniforms) {
            #expect(drawn.contains(token), "\(what): token \(token) of \(part)")
        }
    }

    static let filters: [TokenFilter] = [
        .init(topK: 1), .init(topK: 5), .init(topK: 17), .init(topK: 40), .init(topP: 0.1), .init(topP: 0.5),
        .init(topP: 0.95), .init(minP: 0.05), .init(minP: 0.5), .init(topK: 20, topP: 0.8),
        .init(topK: 30, topP: 0.9, minP: 0.2),
        .init(topP: 0), .init(topP: 1e-12), .init(topP: 1 - 1e-9), .init(topK: 1_000_000),
    ]

    @Test(arguments: filters) func theRightTokensAreKept(_ filter: TokenFilter) throws {
        for vocabulary in [1, 2, 15, 16, 17, 33, 100, 700] {
            for temperature in [0.5, 1, 3.0] {
                let logits = numbers(vocabulary, seed: vocabulary).map { $0 * 6 }
                try expectKept(
                    logits, temperature: temperature, filter, uniforms: 60,
                    "\(filter) of \(vocabulary) at \(temperature)")
            }
        }
    }

    @Test func equalLogitsStandOrFallTogether() throws {
        let logits: [Float] = [0, 2, 1, 2, 1, -1, 1, 0]
        func tokens(_ filter: TokenFilter) throws -> Set<Int32> {
            let uniforms = (0..<200).map { Double($0) / 200 }
            return Set(
                try Kernels.sample(
                    Array(repeatElement(logits, count: 200).joined()), rows: 200, vocabulary: 8, temperature: 1,
                    filter: filter, uniforms: uniforms
                ).tokens)
        }
        #expect(try tokens(.init(topK: 1)) == [1, 3])
        #expect(try tokens(.init(topK: 3)) == [1, 2, 3, 4, 6])
        #expect(try tokens(.init(topP: 0.01)) == [1, 3])
        #expect(try tokens(.init(topP: 0.7)) == [1, 2, 3, 4, 6])
    }

    /// Without a filter, and with one that lets all through, the same token comes, to the last number.
    @Test func aFilterThatKeepsAllChangesNothing() throws {
        let logits = numbers(20 * 333).map { $0 * 5 }, uniforms = (0..<20).map { Double($0) / 20 }
        for temperature in [0, 0.7, 1] {
            let plain = try Kernels.sample(
                logits, rows: 20, vocabulary: 333, temperature: temperature, uniforms: uniforms)
            let filtered = try Kernels.sample(
                logits, rows: 20, vocabulary: 333, temperature: temperature,
                filter: .init(topK: 333, topP: 1, minP: 1e-30),
                uniforms: uniforms)
            #expect(plain.tokens == filtered.tokens && plain.logProbs == filtered.logProbs)
        }
        let drawn = try Kernels.sample(
            logits, rows: 20, vocabulary: 333, temperature: 1, filter: .init(), uniforms: uniforms)
        #expect(drawn.drawnLogProbs == drawn.logProbs)
        let greedy = try Kernels.sample(
            logits, rows: 20, vocabulary: 333, temperature: 0, filter: .init(topK: 3, topP: 0.5), uniforms: uniforms)
        #expect(greedy.drawnLogProbs.allSatisfy { $0 == 0 })
    }

    /// A vocabulary as large as they come.
    @Test func largeVocabularies() throws {
        let peaked = numbers(150_001, seed: 3).map { $0 * $0 * $0 * 12 },
            flat = numbers(150_001, seed: 4).map { $0 * 1e-3 }
        for filter in [
            TokenFilter(topK: 50), .init(topK: 20_000), .init(topP: 0.9), .init(topK: 50, topP: 0.9, minP: 0.02),
        ] {
            try expectKept(peaked, temperature: 1, filter, uniforms: 4, "\(filter), peaked")
            try expectKept(flat, temperature: 1, filter, uniforms: 4, "\(filter), flat")
        }
    }
}
