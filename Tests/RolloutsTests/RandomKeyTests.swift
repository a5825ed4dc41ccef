import Rollouts
import Testing

@Suite struct RandomKeyTests {
    /// The known answers for philox4x32-10 of the Random123 library.
    @Test func philoxGivesTheKnownAnswers() {
        let ones = UInt32.max
        #expect(
            RandomKey.philox(counter: .zero, key: .zero)
                == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
        #expect(
            RandomKey.philox(counter: SIMD4(repeating: ones), key: SIMD2(repeating: ones))
                == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
        #expect(
            RandomKey.philox(
                counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
                key: SIMD2(0xA409_3822, 0x299F_31D0))
                == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }

    /// Where each field goes in the counter, so that recorded runs keep their numbers.
    @Test func fieldsKeepTheirPlaces() {
        let key = RandomKey(seed: 0x0123_4567_89AB_CDEF, purpose: .problems, update: 13, episode: 11, turn: 7)
        #expect(
            key.block(5)
                == RandomKey.philox(
                    counter: SIMD4(5, 3 << 16 | 7, 11, 13), key: SIMD2(0x89AB_CDEF, 0x0123_4567)))
        let purposes: [(RandomKey.Purpose, UInt16)] = [
            (.tokens, 1), (.evaluation, 2), (.problems, 3), (.problemOrder, 4), (.minibatches, 5),
            (.initialisation, 6), (.corpus, 7), (.corpusOrder, 8), (.feedback, 9), (.bootstrap, 10), (.script, 11),
            (.play, 12), (.search, 13),
        ]
        for (purpose, value) in purposes { #expect(purpose.rawValue == value) }
    }

    @Test func streamsAreTheBlocksInOrder() {
        let key = RandomKey(seed: 9, purpose: .script)
        var stream = key.stream()
        for index in 0..<5 {
            let block = key.block(UInt32(index))
            #expect(stream.next() == UInt64(block[1]) << 32 | UInt64(block[0]))
            #expect(stream.next() == UInt64(block[3]) << 32 | UInt64(block[2]))
        }
    }

    @Test func tokensHaveNumbersOfTheirOwn() {
        let key = RandomKey(seed: 1, purpose: .tokens, update: 2, episode: 3, turn: 4)
        let numbers = (0..<4000).map(key.uniform)
        var stream = key.stream()
        #expect(numbers == (0..<4000).map { _ in stream.uniform() })
        #expect(numbers.allSatisfy { (0..<1).contains($0) })
        #expect(abs(numbers.reduce(0, +) / 4000 - 0.5) < 0.02)
        var neighbours: Set<Double> = []
        for change in 0..<4 {
            var other = key
            switch change {
            case 0: other.seed += 1
            case 1: other.update += 1
            case 2: other.episode += 1
            default: other.turn += 1
            }
            neighbours.insert(other.uniform(0))
        }
        #expect(neighbours.count == 4 && !neighbours.contains(key.uniform(0)))
    }
}
