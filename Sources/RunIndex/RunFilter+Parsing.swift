extension RunFilter {
    /// Deeper parentheses are refused.
    private static let depth = 100

    /// Reads e.g. `turns>=3 and feedback="random"`.
    ///
    /// - Throws: `RunQueryError` with the word that does not fit and where it stands.
    init(_ text: String) throws {
        var words = try FilterWord.words(of: text)[...]
        let end = text.count + 1
        self = try Self.disjunction(&words, end, depth: 0)
        if let word = words.first {
            throw Self.unexpected(word, end, "\"and\" or \"or\"")
        }
    }

    private static func disjunction(_ words: inout ArraySlice<FilterWord>, _ end: Int, depth: Int) throws -> RunFilter {
        var filter = try conjunction(&words, end, depth: depth)
        while words.first?.isKeyword("or") == true {
            words.removeFirst()
            filter = .or(filter, try conjunction(&words, end, depth: depth))
        }
        return filter
    }

    private static func conjunction(_ words: inout ArraySlice<FilterWord>, _ end: Int, depth: Int) throws -> RunFilter {
        var filter = try negation(&words, end, depth: depth)
        while words.first?.isKeyword("and") == true {
            words.removeFirst()
            filter = .and(filter, try negation(&words, end, depth: depth))
        }
        return filter
    }

    private static func negation(_ words: inout ArraySlice<FilterWord>, _ end: Int, depth: Int) throws -> RunFilter {
        guard depth < Self.depth else {
            throw RunQueryError("the filter is nested more than \(Self.depth) deep; make it simpler")
        }
        if words.first?.isKeyword("not") == true {
            words.removeFirst()
            return .not(try negation(&words, end, depth: depth + 1))
        }
        if words.first?.kind == .open {
            words.removeFirst()
            let filter = try disjunction(&words, end, depth: depth + 1)
            guard words.first?.kind == .close else { throw unexpected(words.first, end, "\")\"") }
            words.removeFirst()
            return filter
        }
        return .comparison(try comparison(&words, end))
    }

    private static func comparison(_ words: inout ArraySlice<FilterWord>, _ end: Int) throws -> Comparison {
        guard let name = words.first, name.kind == .word || name.kind == .name, !name.isAnyKeyword else {
            throw unexpected(words.first, end, "a name, e.g. turns >= 3")
        }
        words.removeFirst()
        guard let sign = words.first, case .operation(let operation) = sign.kind else {
            throw unexpected(words.first, end, "one of \(operations) after \"\(name.text)\"")
        }
        words.removeFirst()
        guard let value = words.first, value.kind == .word || value.kind == .quoted, !value.isAnyKeyword else {
            throw unexpected(words.first, end, "a value after \"\(name.text) \(sign.text)\"")
        }
        words.removeFirst()
        let literal = Literal(text: value.text, number: number(value.text), place: value.place)
        return Comparison(
            name: NamePlace(text: name.text, place: name.place), operation: operation, value: literal)
    }

    private static let operations = Operation.allCases.map(\.rawValue).joined(separator: " ")

    private static func number(_ text: String) -> IndexValue? {
        if let integer = Int(text) { return .integer(integer) }
        guard text.first.map({ $0.isNumber || "+-.".contains($0) }) == true else { return nil }
        return Double(text).map { .number($0) }
    }

    private static func unexpected(_ word: FilterWord?, _ end: Int, _ expected: String) -> RunQueryError {
        guard let word else {
            return RunQueryError("the filter ends at character \(end) where \(expected) is expected")
        }
        return RunQueryError(
            "in the filter, \"\(word.text)\" at character \(word.place) is not expected; \(expected) is")
    }
}
