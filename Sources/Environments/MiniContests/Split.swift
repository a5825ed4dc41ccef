extension MiniContests {
    /// What a set of problems is for.
    package enum Split: String, Sendable, CaseIterable {
        case train, valid, test

        /// `valid` and `test` share the held-out compositions, but never a random number.
        package var compositions: [Composition] { self == .train ? Composition.training : Composition.heldOut }

        /// The split's number in random keys. Part of every recorded run: never renumber.
        var stream: Int {
            switch self {
            case .train: 0
            case .valid: 1
            case .test: 2
            }
        }
    }
}
