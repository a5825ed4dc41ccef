internal import CHTTP
internal import Synchronization

/// One request under way: whoever waits for it, and its number for those who cancel it.
final class Exchange: Sendable {
    typealias Answer = Result<HTTPClient.Response, HTTPFailure>
    private struct State: Sendable {
        var continuation: CheckedContinuation<Answer, Never>?
        var number: UInt64 = 0
        var isCancelled = false
    }
    private let state = Mutex(State())

    /// Begins by `start`, which gives the request's number, unless it was cancelled before.
    func begin(_ continuation: CheckedContinuation<Answer, Never>, _ client: OpaquePointer, _ start: () -> UInt64) {
        let isCancelled = state.withLock { state in
            state.continuation = continuation
            return state.isCancelled
        }
        if isCancelled { return resume(.failure(HTTPFailure(kind: .failed, problem: "cancelled"))) }
        let number = start()
        if number == 0 { return resume(.failure(HTTPFailure(kind: .failed, problem: "the request could not begin"))) }
        let wasCancelled = state.withLock { state in
            state.number = number
            return state.isCancelled
        }
        if wasCancelled { chttp_cancel(client, number) }
    }

    /// Stops waiting; what comes after it is ignored.
    func cancel(_ client: OpaquePointer) {
        let number = state.withLock { state in
            state.isCancelled = true
            return state.number
        }
        if number != 0 { chttp_cancel(client, number) }
    }

    /// Takes what came of the request, on the client's thread.
    func end(_ response: chttp_response) {
        func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }
        guard let kind = HTTPFailure.Kind(response.outcome) else {
            let body = Array(UnsafeBufferPointer(start: response.body, count: response.body_count))
            return resume(
                .success(
                    .init(
                        status: Int(response.status), body: body, retryAfter: text(response.retry_after),
                        location: text(response.location))))
        }
        resume(.failure(HTTPFailure(kind: kind, problem: text(response.problem) ?? "")))
    }

    private func resume(_ answer: Answer) {
        let continuation = state.withLock { state in
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(returning: answer)
    }
}

extension HTTPFailure.Kind {
    /// Nil for an answer.
    fileprivate init?(_ outcome: chttp_outcome) {
        switch outcome {
        case CHTTP_ANSWERED: return nil
        case CHTTP_UNREACHABLE: self = .unreachable
        case CHTTP_CONNECT_TIMEOUT: self = .connectTimeout
        case CHTTP_TIMEOUT: self = .timeout
        case CHTTP_BROKEN: self = .broken
        case CHTTP_TOO_LARGE: self = .tooLarge
        case CHTTP_UNTRUSTED: self = .untrusted
        case CHTTP_NO_TLS: self = .noTLS
        default: self = .failed
        }
    }
}
