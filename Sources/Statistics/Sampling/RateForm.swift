/// A solve rate at a budget of programs, as people write it: `10@100`, `pass@10`, `independent 1@3`.
///
/// k counts programs: each turn of a conversation is one sample, as in the RLEF paper (arXiv 2410.02089). Where conversations may have T turns,
/// `n@k` draws k / T of them, rounded down: 10@100 of three turns is 33 conversations, 1@3 is one. Of each the last program alone can have
/// passed the public tests, since that ends it; up to n of those that have are handed in (AlphaCode's Algorithm 1). A k below T draws one
/// conversation and takes its first k programs. `pass@k` draws as many and is solved if any of them is, whatever the public tests say.
/// `independent` takes single-turn samples without feedback instead, of which each is one program.
package struct RateForm: Sendable, Hashable {
    /// Programs handed in of those that pass the public tests (n); nil for pass@k, which looks at all.
    package let submissions: Int?
    /// Programs sampled (k).
    package let programs: Int
    package let isIndependent: Bool
    private static let most = 1_000_000
    private static let independent = "independent "

    /// A form from its parts, of which each is at least 1.
    package init(submissions: Int?, programs: Int, isIndependent: Bool = false) {
        precondition((submissions ?? 1) >= 1 && programs >= 1)
        (self.submissions, self.programs, self.isIndependent) = (submissions, programs, isIndependent)
    }

    /// Reads what `text` writes; nil for anything else.
    package init?(_ text: String) {
        isIndependent = text.hasPrefix(Self.independent)
        let parts = text.dropFirst(isIndependent ? Self.independent.count : 0)
            .split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let programs = Self.number(parts[1]) else { return nil }
        self.programs = programs
        if parts[0] == "pass" {
            submissions = nil
        } else if let number = Self.number(parts[0]), number <= programs {
            submissions = number
        } else {
            return nil
        }
    }

    /// How people write it.
    package var text: String {
        (isIndependent ? Self.independent : "") + "\(submissions.map { "\($0)" } ?? "pass")@\(programs)"
    }

    /// What may be written, for messages.
    package static let allowed =
        "n@k with n programs handed in of k, 1 <= n <= k, such as \"10@100\", or pass@k; either may begin with \"independent \""

    /// How many samples a problem are drawn, and by how many of their first programs each is judged.
    ///
    /// - Parameter turns: the most programs that a conversation may have.
    package func draw(turns: Int) -> (samples: Int, turns: Int) {
        isIndependent ? (programs, 1) : (max(1, programs / turns), min(programs, turns))
    }

    /// A plain number of at least 1, without sign or leading zero.
    private static func number(_ text: Substring) -> Int? {
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }), text.first != "0", let number = Int(text) else {
            return nil
        }
        return number <= most ? number : nil
    }
}

extension NAtK {
    /// The probability of a form whose draw is `drawn` samples.
    package func probability(_ form: RateForm, drawn: Int) -> Double {
        form.submissions.map { solveProbability(submissions: $0, drawn: drawn) } ?? passProbability(drawn: drawn)
    }
}
