extension MiniContests {
    /// What one alternative of a part adds to a program.
    package enum Line: Sendable, Hashable {
        case nothing
        case step(Transformation)
        case print(Printing)
    }
}
