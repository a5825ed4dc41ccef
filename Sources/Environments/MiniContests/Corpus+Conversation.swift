package import Rollouts

extension MiniContests {
    /// A supervised conversation: messages and the programs that answer them.
    package struct Conversation: Sendable, Hashable {
        /// A message and its answer.
        package struct Exchange: Sendable, Hashable {
            /// The statement, or the feedback on the program before.
            package var user: String
            package var program: String
            /// Whether the program uses the feedback.
            package var isDemonstration: Bool

            /// An exchange from its parts.
            package init(user: String, program: String, isDemonstration: Bool) {
                (self.user, self.program, self.isDemonstration) = (user, program, isDemonstration)
            }

            /// The offset in `user`, in UTF-8 bytes, of what follows `got:`; nil where there is no such line.
            package var resultOffset: Int? {
                guard let range = user.firstRange(of: "\ngot:") else { return nil }
                return user.utf8.distance(from: user.startIndex, to: range.upperBound)
            }
        }

        package var exchanges: [Exchange]

        /// A conversation from its exchanges.
        package init(exchanges: [Exchange]) { self.exchanges = exchanges }
    }
}

extension MiniContests.Conversation {
    /// The conversation as messages to imitate.
    package func messages(_ weights: MiniContests.Corpus.Weights) -> [WeightedMessage] {
        exchanges.flatMap { exchange in
            [
                WeightedMessage(
                    .user, exchange.user, weight: exchange.resultOffset == nil ? 0 : weights.result,
                    offset: exchange.resultOffset ?? 0),
                WeightedMessage(
                    .assistant, exchange.program,
                    weight: exchange.isDemonstration ? weights.demonstration : weights.otherProgram),
            ]
        }
    }
}
