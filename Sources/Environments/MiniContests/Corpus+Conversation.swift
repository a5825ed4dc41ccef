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
    /// The conversation as one sequence with its markers, and each token's weight in the loss that predicts it.
    package func tokens(
        codec: any TokenCodec, markers: ChatMarkers, weights: MiniContests.Corpus.Weights
    ) -> (ids: [TokenID], weights: [Float]) {
        var ids: [TokenID] = []
        var loss: [Float] = []
        func add(_ tokens: [TokenID], _ weight: Float) {
            ids += tokens
            loss += Array(repeating: weight, count: tokens.count)
        }
        for exchange in exchanges {
            let user = codec.encode(exchange.user)
            let predictable = exchange.predictableTokens(of: user, codec: codec)
            add([markers.user], 0)
            add(Array(user.dropLast(predictable)), 0)
            add(Array(user.suffix(predictable)), weights.result)
            add([markers.assistant], 0)
            let weight = exchange.isDemonstration ? weights.demonstration : weights.otherProgram
            add(codec.encode(exchange.program) + [markers.end], weight)
        }
        return (ids, loss)
    }
}

extension MiniContests.Conversation.Exchange {
    /// How many of the last tokens of the message lie wholly behind `got:`.
    fileprivate func predictableTokens(of user: [TokenID], codec: any TokenCodec) -> Int {
        guard let resultOffset else { return 0 }
        var bytes = self.user.utf8.count - resultOffset
        return user.reversed().prefix {
            bytes -= codec.decode([$0]).utf8.count
            return bytes >= 0
        }.count
    }
}
