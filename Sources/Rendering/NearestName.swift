/// Finds the name that was probably meant.
package enum NearestName {
    /// The candidate with the fewest edits from `name`, if that is at most a third of its letters (and one for short names).
    package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let best = candidates.map { (name: $0, edits: distance(name, $0)) }.min {
            ($0.edits, $0.name) < ($1.edits, $1.name)
        }
        if let best, best.edits <= max(1, max(name.count, best.name.count) / 3) { return best.name }
        // `kl_coef` for `kl`: all words of the one are among the other's.
        let words = words(of: name)
        return candidates.map { (name: $0, words: Self.words(of: $0)) }
            .filter { !words.isEmpty && ($0.words.isSubset(of: words) || words.isSubset(of: $0.words)) }
            .min {
                ($0.words.symmetricDifference(words).count, $0.name) < (
                    $1.words.symmetricDifference(words).count, $1.name
                )
            }?
            .name
    }

    private static func words(of name: String) -> Set<String> {
        Set(name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
    }

    /// `; did you mean 'turns'? it has turns, kl`, or `; it has turns, kl`; at most 40 names.
    package static func among(_ names: [String], for name: String, verb: String) -> String {
        let hint = suggestion(for: name, among: names)
        let list = names.prefix(40).joined(separator: ", ") + (names.count > 40 ? ", …" : "")
        return hint + (hint.isEmpty ? "; " : " ") + (names.isEmpty ? "\(verb) none" : "\(verb) \(list)")
    }

    /// `; did you mean 'turns'?`, or nothing.
    package static func suggestion(for name: String, among candidates: some Sequence<String>) -> String {
        of(name, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left.lowercased()), b = Array(right.lowercased())
        var older: [Int] = [], previous = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var cost = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, older[j - 1] + 1) }
                row.append(cost)
            }
            (older, previous) = (previous, row)
        }
        return previous[b.count]
    }
}
