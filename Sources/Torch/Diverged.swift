/// Numbers of a model that are not finite any more: infinite, or not a number.
package struct Diverged: Error, Hashable, CustomStringConvertible {
    /// What is not finite, with its article: `the logits`, `the gradient`.
    package var what: String
    /// The update of the policy in which that was found; whoever counts updates sets it.
    package var update: Int?

    /// - Parameter what: what is not finite, with its article.
    package init(_ what: String, update: Int? = nil) { (self.what, self.update) = (what, update) }

    package var description: String {
        let verb = what.hasSuffix("s") ? "are" : "is"
        let place = update.map { " in update \($0)" } ?? ""
        return
            "\(what) \(verb) not finite\(place): the policy has diverged; train with a lower learning rate or a smaller "
            + "gradient clip, or check the checkpoint's weights"
    }
}
