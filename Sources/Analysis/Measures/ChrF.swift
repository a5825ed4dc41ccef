/// How alike two texts are by their character n-grams: chrF (Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation", WMT).
///
/// chrF = (1 + β²) P R / (β² P + R), with β = 2. P and R are means over n = 1...6 of the share of the hypothesis' n-grams that the reference
/// has too, and of the reference's that the hypothesis has, each counted as often as it occurs in both; an n that one of the texts is too short
/// for is left out. White space does not count. Twice the weight of P stands on R: most of the earlier text has to be there. As `sacrebleu`
/// computes it, but in 0...1.
package enum ChrF {
    /// The longest n-grams that are compared.
    private static let order = 6
    private static let betaSquared = 4.0

    /// How much of `reference` there is in `hypothesis`; 1 for equal texts, and 0 where one holds nothing but white space.
    package static func score(_ hypothesis: String, reference: String) -> Double {
        let (left, right) = (Grams(hypothesis), Grams(reference))
        var (precision, recall, orders) = (0.0, 0.0, 0.0)
        for n in 1...order where left.count(n) > 0 && right.count(n) > 0 {
            let matches = Double(left.matches(right, n))
            precision += matches / Double(left.count(n))
            recall += matches / Double(right.count(n))
            orders += 1
        }
        guard precision + recall > 0 else { return 0 }
        (precision, recall) = (precision / orders, recall / orders)
        return (1 + betaSquared) * precision * recall / (betaSquared * precision + recall)
    }

    /// The n-grams of a text for all n at once: the six characters from each place on, in order. The first n of them are then in order too.
    private struct Grams {
        /// 21 bits a character, the first in the highest, one more than its code; 0 behind the text's end.
        private let sorted: [UInt128]
        private static let bits: UInt128 = 21

        init(_ text: String) {
            let characters = text.unicodeScalars.filter { !Self.isSpace($0) }.map { UInt128($0.value) + 1 }
            var window: UInt128 = 0
            // From the last character to the first: each window is the one behind it, moved on.
            let grams = characters.reversed().map { character in
                window = window >> Self.bits | character << (UInt128(order - 1) * Self.bits)
                return window
            }
            sorted = grams.sorted()
        }

        /// As Python's `str.split` has it.
        private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
        }

        /// How many n-grams there are.
        func count(_ n: Int) -> Int { max(0, sorted.count - n + 1) }

        /// How many n-grams both texts have, each as often as it occurs in both.
        func matches(_ other: Grams, _ n: Int) -> Int {
            let rest = UInt128(order - n) * Self.bits, last: UInt128 = 1 << Self.bits - 1
            var (i, j, count) = (0, 0, 0)
            while i < sorted.count, j < other.sorted.count {
                let (left, right) = (sorted[i] >> rest, other.sorted[j] >> rest)
                // One that reaches over the text's end is no n-gram.
                if left & last == 0 {
                    i += 1
                } else if right & last == 0 {
                    j += 1
                } else if left == right {
                    (i, j, count) = (i + 1, j + 1, count + 1)
                } else if left < right {
                    i += 1
                } else {
                    j += 1
                }
            }
            return count
        }
    }
}
