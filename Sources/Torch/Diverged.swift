/// Numbers of a model that are not finite any more: infinite, or not a number.
package struct Diverged: Error, Hashable, CustomStringConvertible {
    /// What is not finite, with its article: `the logits`, `the gradient`.
    package var what: String
    /// Where that was found: `update 3, epoch 1 of 2, minibatch 2 of 4`; whoever counts steps sets it, by `placed`.
    package var place: String?

    /// - Parameter what: what is not finite, with its article.
    package init(_ what: String, place: String? = nil) { (self.what, self.place) = (what, place) }

    package var description: String {
        let verb = what.hasSuffix("s") && !what.hasSuffix("ss") ? "are" : "is"
        let place = place.map { " in \($0)" } ?? ""
        return
            "\(what) \(verb) not finite\(place): the policy has diverged; train with a lower learning rate or a smaller "
            + "gradient clip, or check the checkpoint's weights"
    }

    /// Says of what diverges in `body` where that was.
    package static func placed<R>(_ place: @autoclosure () -> String, _ body: () throws -> R) throws -> R {
        do { return try body() } catch var diverged as Diverged {
            if diverged.place == nil { diverged.place = place() }
            throw diverged
        }
    }
}
