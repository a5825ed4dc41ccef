/// A piece of a filter: a word, a sign, or a text in quotes.
struct FilterWord: Equatable {
    enum Kind: Equatable {
        /// A name, a number, or a text without quotes.
        case word
        /// A name in backquotes.
        case name
        case quoted
        case operation(RunFilter.Operation)
        case open, close
    }

    let kind: Kind
    let text: String
    /// In characters from 1.
    let place: Int

    func isKeyword(_ keyword: String) -> Bool { kind == .word && text.lowercased() == keyword }
    var isAnyKeyword: Bool { ["and", "or", "not"].contains(where: isKeyword) }

    /// - Throws: `RunQueryError` for a quotation that does not end.
    static func words(of text: String) throws -> [FilterWord] {
        let letters = Array(text)
        var (words, index): ([FilterWord], Int) = ([], 0)
        while index < letters.count {
            let (letter, start) = (letters[index], index)
            if letter.isWhitespace {
                index += 1
            } else if letter == "(" || letter == ")" {
                words.append(FilterWord(kind: letter == "(" ? .open : .close, text: String(letter), place: start + 1))
                index += 1
            } else if "\"'`".contains(letter) {
                index += 1
                var quoted = ""
                while index < letters.count, letters[index] != letter {
                    if letters[index] == "\\", index + 1 < letters.count { index += 1 }
                    quoted.append(letters[index])
                    index += 1
                }
                guard index < letters.count else {
                    throw RunQueryError(
                        "in the filter, the \(letter) at character \(start + 1) is not closed; add another")
                }
                index += 1
                words.append(FilterWord(kind: letter == "`" ? .name : .quoted, text: quoted, place: start + 1))
            } else if let (operation, length) = operation(letters[index...]) {
                words.append(FilterWord(kind: .operation(operation), text: operation.rawValue, place: start + 1))
                index += length
            } else {
                while index < letters.count, !letters[index].isWhitespace, !"\"'`".contains(letters[index]),
                    !isBoundary(letters, index, start), operation(letters[index...]) == nil
                { index += 1 }
                words.append(FilterWord(kind: .word, text: String(letters[start..<index]), place: start + 1))
            }
        }
        return words
    }

    /// Parentheses end a word, save in `min(reward)` and `max(reward)`.
    private static func isBoundary(_ letters: [Character], _ index: Int, _ start: Int) -> Bool {
        guard letters[index] == "(" || letters[index] == ")" else { return false }
        let word = String(letters[start..<index])
        if letters[index] == "(" { return word != "min" && word != "max" }
        return !(word.hasPrefix("min(") || word.hasPrefix("max(")) || word.contains(")")
    }

    /// The sign that `letters` begin with, also as other languages write it.
    private static func operation(_ letters: ArraySlice<Character>) -> (RunFilter.Operation, Int)? {
        if letters.starts(with: "==") { return (.equal, 2) }
        if letters.starts(with: "<>") { return (.unequal, 2) }
        return RunFilter.Operation.allCases.first { letters.starts(with: $0.rawValue) }.map { ($0, $0.rawValue.count) }
    }
}
