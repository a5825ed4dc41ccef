/// What `assay list` is asked for: comparisons of names with values, joined by `and`, `or`, `not` and parentheses.
///
/// A run that lacks a name satisfies no comparison with it, so `not turns = 3` also finds the runs without `turns`.
indirect enum RunFilter: Equatable {
    case and(RunFilter, RunFilter)
    case or(RunFilter, RunFilter)
    case not(RunFilter)
    case comparison(Comparison)

    struct Comparison: Equatable {
        let name: NamePlace
        let operation: Operation
        let value: Literal
    }

    /// A name and where it stands, for errors.
    struct NamePlace: Equatable {
        let text: String
        /// In characters from 1; nil for a name that comes from an option.
        var place: Int?
    }

    enum Operation: String, CaseIterable {
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case unequal = "!="
        case equal = "="
        case less = "<"
        case greater = ">"
        case contains = "~"
    }

    struct Literal: Equatable {
        let text: String
        /// What it is as a number; also for a number in quotes.
        var number: IndexValue?
        let place: Int
    }

    /// Every name in the order in which it first appears.
    var names: [NamePlace] {
        switch self {
        case .and(let left, let right), .or(let left, let right): left.names + right.names
        case .not(let filter): filter.names
        case .comparison(let comparison): [comparison.name]
        }
    }
}

/// A filter, a column or an option of a question that the index cannot make sense of.
package struct RunQueryError: Error, CustomStringConvertible {
    /// One sentence: the word, where it stands, what was expected.
    package let description: String
    init(_ description: String) { self.description = description }
}
