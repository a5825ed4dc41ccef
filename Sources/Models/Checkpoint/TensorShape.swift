/// A tensor's name and the sizes of its dimensions.
package struct TensorShape: Sendable, Hashable {
    package var name: String
    package var dimensions: [Int]

    package init(_ name: String, _ dimensions: [Int]) { (self.name, self.dimensions) = (name, dimensions) }

    /// How many numbers it has.
    package var count: Int { dimensions.reduce(1, *) }
}
