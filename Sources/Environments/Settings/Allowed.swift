/// The values of a type that a setting may have.
package struct Allowed<Value>: Sendable {
    /// In words that follow the type's: ` from 1 to 100`.
    package let words: String
    package let contains: @Sendable (Value) -> Bool

    /// All values of the type.
    package static var any: Allowed { Allowed(words: "") { _ in true } }
}

extension Allowed where Value: Comparable & Sendable {
    package static func `in`(_ range: ClosedRange<Value>) -> Allowed {
        Allowed(words: " from \(range.lowerBound) to \(range.upperBound)") { range.contains($0) }
    }

    package static func `in`(_ range: PartialRangeFrom<Value>) -> Allowed {
        Allowed(words: " of at least \(range.lowerBound)") { $0 >= range.lowerBound }
    }
}

extension Allowed {
    /// The same for a setting that may be left open.
    package static func optional<Wrapped>(_ allowed: Allowed<Wrapped>) -> Allowed where Value == Wrapped? {
        Allowed(words: allowed.words) { $0.map(allowed.contains) ?? true }
    }
}
