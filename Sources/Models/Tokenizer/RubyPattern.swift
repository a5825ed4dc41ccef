/// A regular expression in Ruby's syntax, which the `tokenizers` package runs with Oniguruma, as ICU reads the same.
///
/// What the two read alike stays. `\w` is written out as Oniguruma's own set (ICU's has the joiners U+200C and U+200D, and lacks six
/// superscripts and fractions); `X{m,n}+` repeats `X{m,n}`, which ICU would take as possessive; `X{n}?` is optional, which ICU would take
/// as reluctant. The other differences are refused. The sets of `\p{..}`, `\s` and `\d` were compared over all of Unicode, and are the same.
struct RubyPattern {
    /// What Oniguruma takes as a part of a word, for use within a set.
    private static let word = #"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u00B2\u00B3\u00B9\u00BC-\u00BE"#
    private static let refusedEscapes = Set("hHbBKRXGQEyYOvVNgCMo0".unicodeScalars)
    private static let refusedProperties: Set<String> = ["word", "xdigit"]
    /// How a group may begin.
    private static let groups = ["?:", "?=", "?!", "?<=", "?<!", "?>", "?i:"]

    private var rest: ArraySlice<Unicode.Scalar>
    private var output: [Unicode.Scalar] = []
    /// Where in the output the last thing that can be repeated begins.
    private var atom = 0
    /// Where the groups begin that are open.
    private var open: [Int] = []

    /// The pattern for ICU.
    ///
    /// - Throws: `SplitPattern.Unsupported` for what ICU reads differently.
    static func icu(_ pattern: String) throws -> String {
        var reader = RubyPattern(rest: Array(pattern.unicodeScalars)[...])
        try reader.read()
        return reader.output.reduce(into: "") { $0.unicodeScalars.append($1) }
    }

    private init(rest: ArraySlice<Unicode.Scalar>) { self.rest = rest }

    private mutating func read() throws {
        if take("(?i)") { output += Array("(?i)".unicodeScalars) }
        while let scalar = rest.popFirst() {
            let start = output.count
            switch scalar {
            case "\\":
                try readEscape(inSet: false)
                atom = start
            case "[":
                try readSet()
                atom = start
            case "(":
                try readGroup()
            case ")":
                output.append(scalar)
                atom = open.popLast() ?? start
            case "*", "+", "?":
                output.append(scalar)
                if let next = rest.first, next == "+" || next == "?" { output.append(rest.removeFirst()) }
            case "{":
                try readCount()
            default:
                output.append(scalar)
                atom = start
            }
        }
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.unicodeScalars) else { return false }
        rest.removeFirst(text.unicodeScalars.count)
        return true
    }

    /// The backslash is taken already.
    private mutating func readEscape(inSet: Bool) throws {
        guard let letter = rest.popFirst() else { throw SplitPattern.Unsupported(reason: "it ends in a backslash") }
        guard !Self.refusedEscapes.contains(letter) else {
            throw SplitPattern.Unsupported(reason: "\\\(letter) is not supported in it")
        }
        switch letter {
        case "w": output += Array((inSet ? Self.word : "[\(Self.word)]").unicodeScalars)
        case "W": output += Array("[^\(Self.word)]".unicodeScalars)
        default:
            output += ["\\", letter]
            if "pPx".unicodeScalars.contains(letter), rest.first == "{" {
                let name = rest.prefix { $0 != "}" }
                let bare = name.dropFirst().reduce(into: "") { $0.unicodeScalars.append($1) }
                guard !Self.refusedProperties.contains(bare.lowercased()) else {
                    throw SplitPattern.Unsupported(reason: "\\\(letter){\(bare)} is not supported in it")
                }
                rest.removeFirst(name.count)
                guard rest.popFirst() != nil else { throw SplitPattern.Unsupported(reason: "a brace stays open in it") }
                output += name + ["}"]
            } else if letter == "u" || letter == "x" {
                let digits = rest.prefix(letter == "u" ? 4 : 2).prefix { $0.properties.isASCIIHexDigit }
                rest.removeFirst(digits.count)
                output += digits
            }
        }
    }

    /// The opening bracket is taken already.
    private mutating func readSet() throws {
        func refuse(_ name: String) -> SplitPattern.Unsupported { .init(reason: "\(name) is not supported in it") }
        output.append("[")
        if take("^") { output.append("^") }
        if rest.first == "]" { throw refuse("a set that begins with ]") }
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\\": try readEscape(inSet: true)
            case "[":
                if rest.first == ":" { throw refuse("a POSIX class") }
                try readSet()
            case "]":
                output.append(scalar)
                return
            case "&" where rest.first == "&": throw refuse("&& in a set")
            case "-" where rest.first == "-": throw refuse("-- in a set")
            default: output.append(scalar)
            }
        }
    }

    /// The opening parenthesis is taken already.
    private mutating func readGroup() throws {
        open.append(output.count)
        output.append("(")
        guard rest.first == "?" else { return }
        guard let group = Self.groups.first(where: { rest.starts(with: $0.unicodeScalars) }) else {
            let start = (["("] + rest).prefix(3).reduce(into: "") { $0.unicodeScalars.append($1) }
            throw SplitPattern.Unsupported(reason: "a group that begins with \(start) is not supported in it")
        }
        _ = take(group)
        output += Array(group.unicodeScalars)
    }

    /// The opening brace is taken already.
    private mutating func readCount() throws {
        let count = rest.prefix { $0 != "}" }
        let bounds = count.split(separator: ",", omittingEmptySubsequences: false)
        let isCount = bounds.count <= 2 && bounds.allSatisfy { $0.allSatisfy { ("0"..."9").contains($0) } }
        guard isCount, count.count > bounds.count - 1, rest.count > count.count else {
            throw SplitPattern.Unsupported(reason: "a brace that begins no count must be written \\{ in it")
        }
        rest.removeFirst(count.count + 1)
        output += ["{"] + (count.first == "," ? ["0"] : []) + count + ["}"]
        if rest.first == "+" || (rest.first == "?" && bounds.count == 1) {
            output.insert(contentsOf: "(?:".unicodeScalars, at: atom)
            output += [")", rest.removeFirst()]
        } else if rest.first == "?" {
            output.append(rest.removeFirst())
        }
    }
}
