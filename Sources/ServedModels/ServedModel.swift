package import JSON

/// A model behind a server, and how it is asked.
package struct ServedModel: Sendable {
    package var address: ServerAddress
    /// What the server calls the model.
    package var name: String
    package var secret: Secret?
    /// Requests under way at a time, at least 1.
    package var concurrency = 32
    /// Until a connection stands.
    package var connectTimeout = Duration.seconds(10)
    /// Until a whole answer is there.
    package var timeout = Duration.seconds(600)
    /// How often a request that failed for now is sent again.
    package var retries = 6
    /// The pause before the first of these; each further one is twice as long.
    package var backoff = Duration.milliseconds(500)
    /// No pause is longer, whatever the server asks for.
    package var longestPause = Duration.seconds(60)
    /// Certificates to trust in place of the system's: a PEM file's path.
    package var certificates: String?
    /// Whether log-probabilities are asked for.
    package var wantsLogProbs = false
    /// Whether ids of tokens are asked for, in vLLM's way.
    package var wantsTokens = false
    /// More fields of each request, by their names.
    package var extra = JSONObject()

    /// A model with the usual settings.
    package init(address: ServerAddress, name: String, secret: Secret? = nil) {
        (self.address, self.name, self.secret) = (address, name, secret)
    }

    /// Conversations in flight at a time: while programs of some are judged, others ask.
    package var conversations: Int { 2 * concurrency }

    /// The pause before a request is sent for the `attempt`-th time, from 2. It follows from the number alone.
    ///
    /// - Parameter asked: what the server's `Retry-After` asks for.
    package func pause(before attempt: Int, asked: Duration?) -> Duration {
        let doubled = backoff * (1 << Swift.min(attempt - 2, 20))
        return Swift.min(longestPause, Swift.max(asked ?? .zero, doubled))
    }

    /// Bytes of an answer of at most this many tokens; the server's log-probabilities take most of them.
    func limit(tokens: Int) -> Int {
        (4 << 20) + (wantsLogProbs || wantsTokens ? Swift.min(tokens, 1 << 17) * 1024 : 0)
    }
}
