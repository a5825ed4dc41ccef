/// An option out of its range.
package struct InvalidOption: Error, CustomStringConvertible {
    package var name: String
    package var value: Int
    package var allowed: String

    package var description: String { "\(name) is \(value): it must be \(allowed)" }
}
