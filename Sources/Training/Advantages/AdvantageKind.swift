/// The estimators by the names that scripts call them.
package enum AdvantageKind: String, Sendable, CaseIterable {
    case turnValue = "turn_value"
    case tokenValue = "token_value"
    case group
    case leaveOneOut = "leave_one_out"
    case none

    /// - Parameter lambda: of `token_value`.
    package func estimator(lambda: Double) -> any AdvantageEstimator {
        switch self {
        case .turnValue: TurnValueAdvantage()
        case .tokenValue: TokenValueAdvantage(lambda: lambda)
        case .group: GroupAdvantage()
        case .leaveOneOut: LeaveOneOutAdvantage()
        case .none: PlainReturn()
        }
    }
}
