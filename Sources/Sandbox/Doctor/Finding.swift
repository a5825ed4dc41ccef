/// What the doctor found out about one layer of isolation.
package struct Finding: Sendable {
    /// The layer.
    package let layer: String
    package let state: State
    /// What was tried and what came of it, as a clause.
    package let detail: String
    /// The command that mends it, or nil.
    package let remedy: String?

    package enum State: String, Sendable {
        /// It was attacked and held.
        case holds = "holds"
        /// It is not there; the others do without it.
        case absent = "absent"
        /// It gave way, or is not there and must be.
        case broken = "broken"
    }

    init(_ layer: String, _ state: State, _ detail: String, remedy: String? = nil) {
        (self.layer, self.state, self.detail, self.remedy) = (layer, state, detail, remedy)
    }

    /// A layer that was attacked in several ways.
    ///
    /// - Parameters:
    ///   - tried: what the attacks were, as a clause.
    ///   - breaches: those that got through.
    init(_ layer: String, tried: String, breaches: [String], remedy: String? = nil) {
        self.init(
            layer, breaches.isEmpty ? .holds : .broken,
            breaches.isEmpty ? tried : "gave way: " + breaches.joined(separator: ", "),
            remedy: breaches.isEmpty ? nil : remedy)
    }
}
