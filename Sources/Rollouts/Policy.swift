/// What answers messages: a language model in this process, or a script in a test. Tokens are its own affair.
public protocol Policy: AnyObject {
    /// Starts conversations, each with a context of its own that lives across turns.
    func session(conversations: Int, _ options: ReplyOptions) throws -> any ReplySession
}

/// Conversations under way. A turn costs only what is new.
public protocol ReplySession: AnyObject {
    /// Answers requests, in their order. Conversations may be left out of later turns.
    ///
    /// - Throws: what keeps it from answering. An answer that is cut or does not fit is a reply.
    func reply(to requests: [ReplyRequest]) throws -> [Reply]
}

/// A policy that answers each request by itself, many at once: one behind a server.
public protocol ConcurrentPolicy: Sendable {
    /// - Throws: what keeps it from answering. An answer that is cut or does not fit is a reply.
    func reply(to request: ReplyRequest, _ options: ReplyOptions) async throws -> Reply
}

/// What a policy is asked.
public struct ReplyRequest: Sendable, Hashable {
    /// Which of the session's conversations it is.
    public var conversation: Int
    /// All that the policy is to see: the opening first, the message to answer last. Between them stand the attempts that are kept.
    public var messages: [Message]
    /// The random numbers of this answer, whatever it is asked beside.
    public var key: RandomKey

    /// A request from its parts.
    public init(conversation: Int, messages: [Message], key: RandomKey) {
        (self.conversation, self.messages, self.key) = (conversation, messages, key)
    }
}

/// How answers are drawn.
public struct ReplyOptions: Sendable, Hashable {
    /// Of sampling; 0 takes the most probable token.
    public var temperature: Double
    /// An answer is cut after this many tokens.
    public var maximumTokens: Int
    /// Attempts that requests keep beside the opening message; nil keeps all.
    public var window: Int?
    /// Tokens are drawn from among the this many most probable; 0 for all.
    public var topK = 0
    /// Tokens are drawn from the most probable ones that together have this probability.
    public var topP = 1.0
    /// Tokens are drawn from those with at least this part of the largest probability.
    public var minP = 0.0
    /// Texts that end an answer, and are no part of it.
    public var stops: [String] = []

    /// Options from their parts.
    public init(temperature: Double = 1, maximumTokens: Int, window: Int? = nil) {
        (self.temperature, self.maximumTokens, self.window) = (temperature, maximumTokens, window)
    }
}

/// Where a trainer's episodes come from.
public protocol Environment {
    /// Attempts that stay in the context beside the opening message; nil keeps all. See `Episode.context`.
    var window: Int? { get }
    /// Episodes in a row of an update that are about the same problem, at least 1.
    var group: Int { get }

    /// Plays the episodes of one update.
    ///
    /// - Parameters:
    ///   - update: counts from 0; decides which problems are drawn and which random numbers are used.
    ///   - count: episodes, a multiple of `group`.
    func episodes(policy: any Policy, update: Int, count: Int, seed: UInt64) throws -> [Episode]
}
