/// What the doctor found out about one layer of isolation.
package struct Finding: Sendable {
    /// Whose layer: `Doctor.machine`, or a language's name.
    package let subject: String
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

    init(_ subject: String, _ layer: String, _ state: State, _ detail: String, remedy: String? = nil) {
        (self.subject, self.layer, self.state) = (subject, layer, state)
        (self.detail, self.remedy) = (detail, remedy)
    }

    /// A layer that was attacked in several ways.
    ///
    /// - Parameters:
    ///   - tried: what the attacks were, as a clause.
    ///   - breaches: those that got through.
    init(_ subject: String, _ layer: String, tried: String, breaches: [String], remedy: String? = nil) {
        self.init(
            subject, layer, breaches.isEmpty ? .holds : .broken,
            breaches.isEmpty ? tried : "gave way: " + breaches.joined(separator: ", "),
            remedy: breaches.isEmpty ? nil : remedy)
    }
}
