package import RunStore
package import JSON

/// A question to the index.
package struct RunQuery: Sendable {
    /// Which runs: an expression, or nil for all.
    package var filter: String?
    /// By what they are sorted, the greatest first; nil for the newest first.
    package var sort: String?
    /// Whether the least comes first.
    package var isAscending = false
    /// At most so many; nil for all.
    package var limit: Int?
    /// Names whose values are wanted.
    package var columns: [String] = []
    /// Whether the last values of all metrics are wanted.
    package var withMetrics = false

    /// All runs, newest first.
    package init() {}
}

extension RunQuery {
    /// The names in `text`, with commas between them; one in backquotes may hold commas itself.
    package static func names(_ text: String) -> [String] {
        var (names, name, isQuoted, escapes): ([String], String, Bool, Bool) = ([], "", false, false)
        func add() {
            let trimmed = name.drop { $0 == " " }
            if !trimmed.isEmpty { names.append(String(trimmed)) }
            name = ""
        }
        for letter in text {
            if isQuoted, letter == "\\", !escapes {
                escapes = true
                continue
            }
            if letter == "`", !escapes {
                isQuoted.toggle()
            } else if letter == ",", !isQuoted {
                add()
            } else {
                name.append(letter)
            }
            escapes = false
        }
        add()
        return names
    }

    /// `name` as a filter or a list of names must spell it: in backquotes where it would not be read as one word.
    package static func quoted(_ name: String) -> String {
        let words = try? FilterWord.words(of: name)
        if let words, words.count == 1, words[0].kind == .word, !words[0].isAnyKeyword, words[0].text == name,
            !name.contains(",")
        {
            return name
        }
        return "`" + name.replacing("\\", with: "\\\\").replacing("`", with: "\\`") + "`"
    }
}

/// The answer to a `RunQuery`.
package struct RunMatches: Sendable {
    /// A run that satisfies the filter.
    package struct Match: Sendable {
        /// As `run.json` has it, without the provenance.
        package let info: RunInfo
        package let labels: RunLabels
        /// The values of the columns asked for; nil where the run has none.
        package let values: [IndexValue?]
        /// The last value of each metric, if they were asked for.
        package internal(set) var metrics: JSONObject?
    }

    package let matches: [Match]
    /// How many there are with those that the limit left out.
    package let total: Int
}
